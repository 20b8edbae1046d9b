printf 'the quick brown fox\njumps over\nthe lazy dog\nThe END\n' >fox
split -2 fox --additional-suffix=.txt; echo "-> $?"
