# A network namespace of its own, so that nothing of the machine shows.
exec unshare -n bash -s <<'EOF'
t() { echo "\$ $*"; "$@" 2>&1; echo "=> $?"; }
ip link set lo up
ip link add va address 02:00:00:00:00:01 type veth peer name vb address 02:00:00:00:00:02
t ip link
t ip -br link
t ip -o link
t ip link set va up
t ip link
t ip link set vb up
t ip link
t ip link show va
t ip link show type veth
t ip link show up
t ip link del va
t ip link
EOF
