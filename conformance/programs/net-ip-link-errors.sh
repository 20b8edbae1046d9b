# A network namespace of its own, so that nothing of the machine shows.
exec unshare -n bash -s <<'EOF'
t() { echo "\$ $*"; "$@" 2>&1; echo "=> $?"; }
t ip link add
t ip link add foo
t ip link add foo type bar
t ip link show nosuch
t ip link del nosuch
t ip link foo
t ip foo
t ip -foo
t ip addrs
t ip link del lo
t ip link add type
t ip -V
t ip -4 -br addr show
t ip link del
EOF
