bash -c 'echo $0 $1 $#' name one two; bash -c 'exit 9'; echo $?; bash -ec 'false; echo no'; echo $?; echo 'echo from stdin $1' | bash -s arg
