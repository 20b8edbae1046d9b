printf 'the quick brown fox\njumps over\nthe lazy dog\nThe END\n' >fox
base32 fox; echo "-> $?"
base32 fox | base32 -d; echo "-> $?"
