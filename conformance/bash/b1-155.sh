declare -f f; f() { if true; then echo "a b" | cat; for i in 1 2; do echo $i; done; else :; fi; while read x; do echo; done < f; case $1 in a|b) echo;; *) ls;; esac; { echo g; }; (echo s); [[ -f x && a == b ]]; ((i++)); x=1 cmd 2>&1 >/dev/null; cat <<E
hd
E
! true; a && b || c & }; declare -f f; type f | head -3
