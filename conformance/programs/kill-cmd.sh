/bin/kill -l TERM; /bin/kill -l 9; /bin/kill -l; /bin/kill; echo $?; /bin/kill abc; echo $?; /bin/kill 999999; echo $?; /bin/kill -NOSUCH 1; echo $?; sleep 5 & /bin/kill -0 $!; echo $?; /bin/kill $!
