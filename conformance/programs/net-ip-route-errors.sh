# A network namespace of its own, so that nothing of the machine shows.
exec unshare -n bash -s <<'EOF'
t() { echo "\$ $*"; "$@" 2>&1; echo "=> $?"; }
ip link set lo up
ip link add va address 02:00:00:00:00:01 type veth peer name vb address 02:00:00:00:00:02
ip addr add 10.0.0.1/24 dev va
ip addr add 10.0.1.1/24 dev vb
ip link set va up
ip link set vb up
t ip route add 10.0.0.0/33 dev va
t ip route add foo dev va
t ip route add 10.0.0.7/24 dev va
t ip route add default dev nosuch
t ip route del default via 1.1.1.1
t ip route get
t ip route get foo
t ip route foo
t ip route show table foo
t ip r get 8.8.8.8
t ip route add 10.9.0.0/16 via 10.0.0.2 table foo
t ip route add default via foo
EOF
