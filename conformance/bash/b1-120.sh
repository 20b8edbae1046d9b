echo -n a; echo b; echo -e 'a\tb\nc\\d\x41'; echo -E 'a\tb'; echo -ne 'x\n'; echo -x; echo --; echo -e 'stop\chere'; echo; echo "a  b" a  b; echo \*; echo '*' "\$x \`"; echo $'a\tb\'c'
