printf 'apple\nbanana\n\n\n\ncherry\tpie\nApple\n' >a; printf 'the quick brown fox\njumps over\nthe lazy dog\nThe END\n' >fox
md5sum a fox; echo "-> $?"
md5sum --quiet a; echo "-> $?"
