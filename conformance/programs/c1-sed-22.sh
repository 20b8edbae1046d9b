printf 'apple\nbanana\n\n\n\ncherry\tpie\nApple\n' >a; seq 1 20 >nums
sed '1d;$d' nums; echo "-> $?"
sed '/^#/d;/^$/d' a; echo "-> $?"
