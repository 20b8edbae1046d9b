TIMEFORMAT='%0R'; time sleep 0.01; TIMEFORMAT=; time :; echo $?
