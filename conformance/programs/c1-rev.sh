printf 'no newline' >n; printf 'caf\303\251 \342\202\254 \360\237\230\200\nbad\377\376byte\n' >u; printf 'the quick brown fox\njumps over\nthe lazy dog\nThe END\n' >fox
rev fox; echo "-> $?"
rev n u; echo "-> $?"
rev nosuch; echo "-> $?"
