# A network namespace of its own, so that nothing of the machine shows.
exec unshare -n bash -s <<'EOF'
t() { echo "\$ $*"; "$@" 2>&1; echo "=> $?"; }
ip link set lo up
ip link add va address 02:00:00:00:00:01 type veth peer name vb address 02:00:00:00:00:02
t ip addr add 10.0.0.1/24 dev va
t ip addr add 10.0.0.1/24 dev va
t ip addr add 10.0.0.5/24 brd + dev va label va:1
t ip addr add 192.168.1.1 dev va
t ip addr add 1.2.3.4/24 peer 1.2.3.5 dev va
t ip -4 a show dev va
t ip -4 -o a
t ip -br -4 a
t ip a del 10.0.0.9/24 dev va
t ip addr del 192.168.1.1/32 dev va
t ip addr del 10.0.0.5/24 dev va
t ip addr del 10.0.0.1 dev va
t ip -4 addr
t ip addr flush dev va
t ip -4 addr
EOF
