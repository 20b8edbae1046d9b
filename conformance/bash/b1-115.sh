x=5; ((x+=3)); echo $x; let "y = x * 2" z=1; echo $y $z; ((0)); echo $?; ((1)); echo $?; declare -i n=3+4; echo $n; n+=5; echo $n; n=abc; echo $n
