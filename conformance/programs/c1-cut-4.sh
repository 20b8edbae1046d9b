printf 'apple\nbanana\n\n\n\ncherry\tpie\nApple\n' >a; printf 'bin\0ary\ntext\n' >bin; printf 'the quick brown fox\njumps over\nthe lazy dog\nThe END\n' >fox
cut -c 1x a; echo "-> $?"
cut -f1 nosuch a; echo "-> $?"
cut -f '' a; echo "-> $?"
cut -z -c1 bin; echo "-> $?"
cut -d ' ' -f 2 fox; echo "-> $?"
