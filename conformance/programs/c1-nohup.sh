:
nohup; echo "-> $?"
nohup --foo; echo "-> $?"
