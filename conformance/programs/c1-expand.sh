printf 'apple\nbanana\n\n\n\ncherry\tpie\nApple\n' >a
expand a; echo "-> $?"
expand -t 4 a; echo "-> $?"
expand -t 2,10 a; echo "-> $?"
expand -i a; echo "-> $?"
expand -t 0 a; echo "-> $?"
expand -t x a; echo "-> $?"
