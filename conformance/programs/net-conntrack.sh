# A network namespace of its own, so that nothing of the machine shows.
exec unshare -n bash -s <<'EOF'
t() { echo "\$ $*"; "$@" 2>&1; echo "=> $?"; }
t conntrack -L
t conntrack -F
t conntrack -D
t conntrack -L -p foo
t conntrack -V
t conntrack -C
t conntrack -D -p tcp --dport 80
EOF
