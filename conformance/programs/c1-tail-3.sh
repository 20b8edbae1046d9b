printf 'apple\nbanana\n\n\n\ncherry\tpie\nApple\n' >a; seq 1 20 >nums
tail -n1; echo "-> $?"
tail --retry -n1 a; echo "-> $?"
cat nums | tail -n 2; echo "-> $?"
cat nums | tail -n +19; echo "-> $?"
cat nums | tail -c 3; echo "-> $?"
