# A network namespace of its own, so that nothing of the machine shows.
exec unshare -n bash -s <<'EOF'
t() { echo "\$ $*"; "$@" 2>&1; echo "=> $?"; }
ip link set lo up
ip link add va address 02:00:00:00:00:01 type veth peer name vb address 02:00:00:00:00:02
ip addr add 10.0.0.1/24 dev va
ip addr add 10.0.1.1/24 dev vb
ip link set va up
ip link set vb up
t ip neigh
t ip neigh add 10.0.0.9 lladdr 02:00:00:00:00:99 dev va
t ip n
t ip neigh add 10.0.0.9 lladdr 02:00:00:00:00:99 dev va
t ip neigh replace 10.0.0.9 lladdr 02:00:00:00:00:98 dev va nud reachable
t ip neigh show dev va
t ip neigh show nud permanent
t ip neigh del 10.0.0.9 dev va
t ip neigh del 10.0.0.9 dev va
t ip -4 neigh show
t ip neigh add 10.0.0.9 lladdr xx dev va
t ip neigh add foo dev va
t ip neigh add 10.0.0.8 dev nosuch
t ip neigh foo
EOF
