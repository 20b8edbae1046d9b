:
false; echo "-> $?"
