printf 'apple\nbanana\n\n\n\ncherry\tpie\nApple\n' >a
basename a b c; echo "-> $?"
basename -z a/b; echo "-> $?"
