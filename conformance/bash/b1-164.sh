exit 1 2; echo $?; exit -1
