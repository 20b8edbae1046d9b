f() { echo "$# $1"; return 4; }; f a b; echo $?; function g { local x=in; echo $x; }; x=out; g; echo $x; unset -f f; f; echo $?
