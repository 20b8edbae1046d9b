printf 'apple\nbanana\n\n\n\ncherry\tpie\nApple\n' >a
comm nosuch a; echo "-> $?"
