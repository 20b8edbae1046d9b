set -x; a=1; echo $a 'b c' "d'e"; for i in 1 2; do :; done; [[ $a == 1 ]]; ((a++)); f() { echo in; }; f x
