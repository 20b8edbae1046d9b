printf 'no newline' >n; printf 'the quick brown fox\njumps over\nthe lazy dog\nThe END\n' >fox; mkdir dir; printf 'inner needle\nhay\n' >dir/in.txt; printf '#include <a>\nneedle c\n' >dir/x.c
tac fox; echo "-> $?"
tac n fox; echo "-> $?"
tac -s ' ' n; echo "-> $?"
tac -b -s ' ' n; echo "-> $?"
tac nosuch; echo "-> $?"
tac dir; echo "-> $?"
