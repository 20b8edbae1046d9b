printf 'secret\n' | { read -rs p; echo "${#p}"; }; printf 'a b\n' | { read -r x y z; echo "$x|$y|$z"; }; printf 'x' | { read v; echo "$? $v"; }
