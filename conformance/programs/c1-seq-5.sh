printf 'apple\nbanana\n\n\n\ncherry\tpie\nApple\n' >a
seq -f '%a' 2; echo "-> $?"
seq 100000 | tail -n 1; echo "-> $?"
