printf 'apple\nbanana\n\n\n\ncherry\tpie\nApple\n' >a; printf 'no newline' >n; seq 1 20 >nums; seq 1 30 >v1; seq 1 30 | sed '5s/.*/five/;20d;25a new' >v2
cmp n a; echo "-> $?"
cmp nums v1; echo "-> $?"
cmp a nosuch; echo "-> $?"
cmp -n 3 v1 v2; echo "-> $?"
cmp -i 2 v1 v2; echo "-> $?"
cmp -x; echo "-> $?"
cmp v1 v2 10 12; echo "-> $?"
