# A network namespace of its own, so that nothing of the machine shows.
exec unshare -n bash -s <<'EOF'
t() { echo "\$ $*"; "$@" 2>&1; echo "=> $?"; }
t ip addr add
t ip addr add 1.2.3.4
t ip addr add foo dev lo
t ip addr add 1.2.3.4/55 dev lo
t ip addr add 1.2.3.4/24 dev nosuch
t ip addr show dev nosuch
t ip addr del
t ip addr foo
t ip addr show lo foo
t ip a a
t ip addr del 1.2.3.4/24 dev lo
t ip addr add 1.2.3.4/24 dev lo label eth0
t ip addr flush
EOF
