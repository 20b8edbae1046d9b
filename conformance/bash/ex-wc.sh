printf 'a b\nc\n' | wc; printf 'a b' | wc -w; printf 'é' | wc -c -m; wc nofile; echo $?; wc -l </dev/null
