printf 'no newline' >n; printf 'the quick brown fox\njumps over\nthe lazy dog\nThe END\n' >fox
xxd -b n; echo "-> $?"
xxd -i n; echo "-> $?"
xxd fox | xxd -r; echo "-> $?"
xxd -p fox | xxd -r -p; echo "-> $?"
xxd nosuch; echo "-> $?"
xxd -g 4 fox; echo "-> $?"
