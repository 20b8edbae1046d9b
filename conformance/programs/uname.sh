uname; uname -s; uname -m; uname -o; uname -x; echo $?; uname a; echo $?; arch
