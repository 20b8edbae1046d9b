:
printenv LC_ALL; echo "-> $?"
printenv NOSUCH; echo "-> $?"
printenv -x; echo "-> $?"
printenv LC_ALL NOSUCH TZ; echo "-> $?"
