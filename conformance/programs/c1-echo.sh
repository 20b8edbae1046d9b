printf 'apple\nbanana\n\n\n\ncherry\tpie\nApple\n' >a
echo -e 'a\tb\nc\0101\x41\c no'; echo "-> $?"
