# A network namespace of its own, so that nothing of the machine shows.
exec unshare -n bash -s <<'EOF'
t() { echo "\$ $*"; "$@" 2>&1; echo "=> $?"; }
ip link set lo up
ip link add va address 02:00:00:00:00:01 type veth peer name vb address 02:00:00:00:00:02
ip addr add 10.0.0.1/24 dev va
ip addr add 10.0.1.1/24 dev vb
ip link set va up
ip link set vb up
t ip route add blackhole 10.7.0.0/16
t ip route add unreachable 10.8.0.0/16
t ip route add prohibit 10.10.0.0/16
t ip route add throw 10.11.0.0/16
t ip route add 10.13.0.0/16 via 7.7.7.7 dev va onlink
t ip route add 10.14.1.1 dev va scope link table 100
t ip route add 10.12.0.0/16 via 10.0.0.3 proto static mtu 1400
t ip r
t ip r show table 100
t ip r get 10.7.0.1
t ip r get 10.8.0.1
t ip r get 10.10.0.1
t ip r flush 10.7.0.0/16
t ip r flush table 100
t ip r
t ip r show table 100
EOF
