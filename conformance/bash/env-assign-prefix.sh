a=1 b=2 sh -c 'echo $a $b'; echo "[$a]"; x=5 eval 'echo $x'; echo "[$x]"; f() { echo $y; }; y=7 f; echo "[$y]"
