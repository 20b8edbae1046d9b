:
xargs -n x; echo "-> $?"
xargs -n 0; echo "-> $?"
xargs -P x; echo "-> $?"
xargs -d ab; echo "-> $?"
xargs --foo; echo "-> $?"
xargs -a nosuch; echo "-> $?"
