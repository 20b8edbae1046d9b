timeout 5 echo ok; echo "-> $?"; timeout 0.1 sleep 5; echo "-> $?"; (timeout -s KILL 0.1 sleep 5; echo "-> $?") 2>/dev/null; timeout --preserve-status 0.1 sleep 5; echo "-> $?"
timeout 1 nosuch; echo "-> $?"; timeout 1 false; echo "-> $?"; (timeout -k 0.1 0.1 sh -c 'trap "" TERM; sleep 5'; echo "-> $?") 2>/dev/null; timeout -v 0.1 sleep 2; echo "-> $?"; timeout 1 /etc; echo "-> $?"
