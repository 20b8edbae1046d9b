printf 'apple\nbanana\n\n\n\ncherry\tpie\nApple\n' >a; printf 'the quick brown fox\njumps over\nthe lazy dog\nThe END\n' >fox
cksum a fox; echo "-> $?"
cksum; echo "-> $?"
cksum nosuch; echo "-> $?"
cksum -a sha256 a; echo "-> $?"
cksum -a md5 --untagged a; echo "-> $?"
cksum -a foo a; echo "-> $?"
