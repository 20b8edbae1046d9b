# A network namespace of its own, so that nothing of the machine shows.
exec unshare -n bash -s <<'EOF'
t() { echo "\$ $*"; "$@" 2>&1; echo "=> $?"; }
t ip link
t ip a
t ip r
t ip -br a
t ip -br l
t ip link set lo up
t ip -4 a
t ip -br -4 a
t ip -o -4 a
t ip r show table local
t ip r get 127.0.0.1
t ip neigh
t ip rule
EOF
