echo 1 >f; timeout 2 tail -f f & sleep 0.6; echo 2 >>f; wait; echo "-> $?"
echo 1 >g; tail -n 0 -f g --pid=$$ >out & p=$!; sleep 0.6; echo two >>g; sleep 1.2; kill $p; wait $p; echo "-> $?"; cat out
