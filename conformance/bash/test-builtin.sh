[ a = a ]; echo $?; [ a = b -o 1 -eq 1 ]; echo $?; [ ! -e nofile ]; echo $?; [ "" ]; echo $?; [ x -a "" ]; echo $?; test 3 -gt 2; echo $?; [ 1 -eq x ]; echo $?; [ a; echo $?
