printf 'apple\nbanana\n\n\n\ncherry\tpie\nApple\n' >a
grep --col a a; echo "-> $?"
