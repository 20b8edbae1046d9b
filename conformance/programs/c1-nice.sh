:
nice -n x true; echo "-> $?"
nice -n 1; echo "-> $?"
