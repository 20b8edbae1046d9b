# A network namespace of its own, so that nothing of the machine shows.
exec unshare -n bash -s <<'EOF'
t() { echo "\$ $*"; "$@" 2>&1; echo "=> $?"; }
ip link set lo up
ip link add va address 02:00:00:00:00:01 type veth peer name vb address 02:00:00:00:00:02
t ip link set dev va mtu 1400
t ip link set va address 02:00:00:00:00:33
t ip link set va alias 'hello world'
t ip link show va
t ip link set va promisc on
t ip link set va arp off
t ip link set va txqueuelen 50
t ip link show dev va
t ip link set va name vx
t ip link show vx
t ip link show va
t ip link set vx mtu 10
t ip link set vx mtu abc
t ip link set vx foo
t ip link set
t ip link set nosuch up
t ip link set vx up
t ip link set vx name vy
t ip link show vx
EOF
