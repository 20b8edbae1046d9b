printf 'apple\nbanana\n\n\n\ncherry\tpie\nApple\n' >a
shuf -i 1-1; echo "-> $?"
shuf -n x a; echo "-> $?"
shuf -i 3-1; echo "-> $?"
shuf a b; echo "-> $?"
shuf -n 0 a; echo "-> $?"
