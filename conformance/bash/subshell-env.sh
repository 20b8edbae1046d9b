x=1; (x=2; cd /; echo $x $PWD); echo $x; [ $PWD = / ] || echo same dir; (exit 5); echo $?
