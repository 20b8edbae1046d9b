sh -c 'set -u; echo $x'; echo $?; sh -c 'cd /nodir'; echo $?; sh -c '. /nofile'; echo $?; sh -c 'exit 5'; echo $?; sh -c 'printf "%s\n" a; test 1 -lt 2 && echo lt; type echo ls'
