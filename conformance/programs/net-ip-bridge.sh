# A network namespace of its own, so that nothing of the machine shows.
exec unshare -n bash -s <<'EOF'
t() { echo "\$ $*"; "$@" 2>&1; echo "=> $?"; }
ip link set lo up
ip link add va address 02:00:00:00:00:01 type veth peer name vb address 02:00:00:00:00:02
t ip link add br0 address 02:00:00:00:00:10 type bridge
t ip link set va master br0
t ip link set br0 up
t ip link set va up
t ip link set vb up
t sleep 0.2
t ip link
t ip link show master br0
t ip link show type bridge
t ip -br link show master br0
t ip link set va nomaster
t ip link show va
t ip link set va master nosuch
t ip link add br0 type bridge
t ip link del br0
t ip link del br0
EOF
