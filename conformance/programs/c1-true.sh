:
true; echo "-> $?"
true --foo; echo "-> $?"
