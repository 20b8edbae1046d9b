f() { local x=1 y; y=2; echo $x $y; g; }; g() { echo "g: $x"; x=9; }; x=0; f; echo $x; f() { return 7; }; f; echo $?
