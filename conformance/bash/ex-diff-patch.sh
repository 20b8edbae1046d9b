printf '1\n2\n3\n' >a; printf '1\nTWO\n3\n4\n' >b; diff a b; echo $?; diff -u a b | tail -n +3; cmp a b; echo $?
