timeout 0.1 sleep 5; echo $?; timeout 5 true; echo $?; timeout 0.1 sh -c 'trap "" TERM; sleep 0.3; echo survived'; echo $?
