cat <<EOF | tr a-z A-Z
piped heredoc
EOF
while read l; do echo "> $l"; done <<EOF
one
two
EOF
if true; then cat <<EOF; fi
in if
EOF
x=$(cat <<EOF
sub $((1+1))
EOF
)
echo "$x"
cat <<EOF && echo ok || echo no
and
EOF
(cat) <<EOF
subshell
EOF
cat 0<<EOF 3<<EOF2 <&3
zero
EOF
three
EOF2
