let a=5 b=a+1; echo $a $b $?; let 0; echo $?; ((0)); echo $?; ((5)); echo $?
