/bin/kill -l TERM; /bin/kill -l 9; /bin/kill -l; /bin/kill abc; echo $?; /bin/kill 999999; echo $?; sleep 5 & /bin/kill -0 $!; echo $?; /bin/kill $!; wait $!; echo $?
