printf 'apple\nbanana\n\n\n\ncherry\tpie\nApple\n' >a; printf 'caf\303\251 \342\202\254 \360\237\230\200\nbad\377\376byte\n' >u; printf 'the quick brown fox\njumps over\nthe lazy dog\nThe END\n' >fox
fold -w 10 fox; echo "-> $?"
fold -w 10 -s fox; echo "-> $?"
fold -5 fox; echo "-> $?"
fold -w x fox; echo "-> $?"
fold -w 0 a; echo "-> $?"
fold -b -w 4 u; echo "-> $?"
fold nosuch; echo "-> $?"
