printf 'apple\nbanana\n\n\n\ncherry\tpie\nApple\n' >a
sha1sum a; echo "-> $?"
