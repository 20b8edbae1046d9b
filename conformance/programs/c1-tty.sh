:
tty; echo "-> $?"
tty -s; echo "-> $?"
tty x; echo "-> $?"
