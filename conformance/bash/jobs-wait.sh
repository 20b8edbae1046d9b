(exit 3) & wait $!; echo $?; sleep 0.01 & p=$!; wait; echo $?; { wait $p; } 2>/dev/null; echo $?; { wait 99999; } 2>/dev/null; echo $?
