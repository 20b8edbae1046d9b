# A network namespace of its own, so that nothing of the machine shows.
exec unshare -n bash -s <<'EOF'
t() { echo "\$ $*"; "$@" 2>&1; echo "=> $?"; }
ip link set lo up
ip link add va address 02:00:00:00:00:01 type veth peer name vb address 02:00:00:00:00:02
unshare -n sleep 100 & P=$!
sleep 0.3
ip link set vb netns $P; echo $?
t ip link show va
inside() { echo "inside: $*"; nsenter -t $P -n "$@" 2>&1; echo "=> $?"; }
inside ip link
inside ip link set lo up
inside ip addr add 10.0.0.2/24 dev vb
ip link set va up
inside ip link set vb up
sleep 0.1
inside ip -4 addr
t ip link show va
inside ip route
t ip link set va netns 999999
kill $P
EOF
