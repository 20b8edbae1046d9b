printf '10 b\n9 a\n9 c\n-1 z\n2.5 q\n+3 w\n' >k; printf 'a\nb\nb\nc\nc\nc\nB\n' >dup
uniq dup out; echo "-> $?"
uniq dup out extra; echo "-> $?"
uniq nosuch; echo "-> $?"
uniq -cD dup; echo "-> $?"
uniq -1 k; echo "-> $?"
uniq --group -c dup; echo "-> $?"
uniq -d -u dup; echo "-> $?"
