# A network namespace of its own, so that nothing of the machine shows.
exec unshare -n bash -s <<'EOF'
t() { echo "\$ $*"; "$@" 2>&1; echo "=> $?"; }
ip link set lo up
ip link add va address 02:00:00:00:00:01 type veth peer name vb address 02:00:00:00:00:02
ip addr add 10.0.0.1/24 dev va
ip addr add 10.0.1.1/24 dev vb
ip link set va up
ip link set vb up
t ip r
t ip route add default via 10.0.0.254
t ip route add default via 10.0.0.254
t ip route add 10.5.0.0/16 via 10.9.9.9
t ip route add 10.5.0.0/16 via 10.0.0.2 dev va metric 100
t ip route add 10.6.0.0/16 dev va
t ip r
t ip r get 10.5.1.1
t ip r get 8.8.8.8
t ip r get 10.0.0.1
t ip r del 10.5.0.0/16
t ip r del 10.99.0.0/16
t ip r replace default via 10.0.0.253
t ip r show default
t ip route show dev va
t ip route show via 10.0.0.253
t ip r change default via 10.0.0.252
t ip r
EOF
