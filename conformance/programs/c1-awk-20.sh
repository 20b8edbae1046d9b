printf 'apple\nbanana\n\n\n\ncherry\tpie\nApple\n' >a
awk 'BEGIN{break}'; echo "-> $?"
awk 'BEGIN{x["a"]=1; x=2}'; echo "-> $?"
