:
sleep; echo "-> $?"
sleep x; echo "-> $?"
sleep 1x; echo "-> $?"
sleep -1; echo "-> $?"
sleep 0 x y; echo "-> $?"
sleep 0; echo "-> $?"
sleep 0.0s 0m; echo "-> $?"
