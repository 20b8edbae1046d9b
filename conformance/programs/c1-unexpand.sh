printf 'the quick brown fox\njumps over\nthe lazy dog\nThe END\n' >fox; printf 'A  b\n c\n' >w1
unexpand -a w1; echo "-> $?"
unexpand fox; echo "-> $?"
unexpand -t 2 w1; echo "-> $?"
