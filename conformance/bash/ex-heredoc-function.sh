f() { cat; }; f <<X
in $((2*3))
X
f <<<here
