printf 'apple\nbanana\n\n\n\ncherry\tpie\nApple\n' >a; printf 'the quick brown fox\njumps over\nthe lazy dog\nThe END\n' >fox; mkdir dir; printf 'inner needle\nhay\n' >dir/in.txt; printf '#include <a>\nneedle c\n' >dir/x.c
tee out; echo "-> $?"
tee out a; echo "-> $?"
cat a | tee -a fox; echo "-> $?"
tee /nosuch/x; echo "-> $?"
tee -x; echo "-> $?"
tee --output-error=foo; echo "-> $?"
tee dir; echo "-> $?"
cat a | tee; echo "-> $?"
