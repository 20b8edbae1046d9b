(exit 3) & wait $!; echo $?; sleep 0.01 & p=$!; wait; echo $?; wait $p; echo $?; wait 99999; echo $?
