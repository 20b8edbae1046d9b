printf 'the quick brown fox\njumps over\nthe lazy dog\nThe END\n' >fox
hexdump -s 4 -C fox; echo "-> $?"
hexdump nosuch; echo "-> $?"
printf '%064d' 0 | hexdump -C; echo "-> $?"
printf '%064d' 0 | hexdump -v; echo "-> $?"
