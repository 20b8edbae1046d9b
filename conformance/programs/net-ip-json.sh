# A network namespace of its own, so that nothing of the machine shows.
exec unshare -n bash -s <<'EOF'
t() { echo "\$ $*"; "$@" 2>&1; echo "=> $?"; }
t ip link set lo up
t ip -j link show lo
t ip -4 -j -p addr show lo
t ip -j route
t ip -j neigh
t ip -c link show lo
t ip -j -br link
EOF
