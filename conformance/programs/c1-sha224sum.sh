printf 'apple\nbanana\n\n\n\ncherry\tpie\nApple\n' >a
sha224sum a; echo "-> $?"
