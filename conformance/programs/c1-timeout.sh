:
timeout; echo "-> $?"
timeout 1; echo "-> $?"
timeout x true; echo "-> $?"
timeout -s FOO 1 true; echo "-> $?"
