:
env -i; echo "-> $?"
env -i A=1 B=2; echo "-> $?"
env -i -0 A=1; echo "-> $?"
env -x; echo "-> $?"
env -u; echo "-> $?"
env -i =x; echo "-> $?"
env -u =x; echo "-> $?"
env -C /; echo "-> $?"
