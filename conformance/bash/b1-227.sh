while read -r a b; do echo "$b-$a"; done <<X
1 2
3 4 5
X
cat <<'Q' <<R
first
Q
second
R
cat <<-E; echo after
		tabs
	E
f() { cat <<Z; }
in func $1
Z
f arg; cat <<"A B"
quoted $x
A B
cat <<E\
OF
x
EOF
