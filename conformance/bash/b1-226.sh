x=1; f() { x=2; }; (f; echo $x); echo $x; f; echo $x; x=3 | cat; echo $x; { x=4; }; echo $x; echo 5 | read x; echo $x; shopt -s lastpipe; echo 6 | read x; echo $x
