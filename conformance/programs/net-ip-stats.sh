# A network namespace of its own, so that nothing of the machine shows.
exec unshare -n bash -s <<'EOF'
t() { echo "\$ $*"; "$@" 2>&1; echo "=> $?"; }
ip link set lo up
ip link add va address 02:00:00:00:00:01 type veth peer name vb address 02:00:00:00:00:02
t ip -s link show lo
t ip -s link show va
EOF
