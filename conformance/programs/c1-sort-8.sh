printf '10 b\n9 a\n9 c\n-1 z\n2.5 q\n+3 w\n' >k
sort -k 2,1 k; echo "-> $?"
sort -uk2,2 k; echo "-> $?"
