a=1; f() { local a=2; g; echo "f:$a"; }; g() { echo "g:$a"; a=3; }; f; echo "top:$a"
