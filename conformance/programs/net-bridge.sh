# A network namespace of its own, so that nothing of the machine shows.
exec unshare -n bash -s <<'EOF'
t() { echo "\$ $*"; "$@" 2>&1; echo "=> $?"; }
ip link set lo up
ip link add va address 02:00:00:00:00:01 type veth peer name vb address 02:00:00:00:00:02
ip link add br0 address 02:00:00:00:00:10 type bridge
ip link set va master br0
ip link set br0 up
ip link set va up
ip link set vb up
sleep 0.1
t bridge link
t bridge foo
t bridge link show dev nosuch
t bridge fdb add xx dev va
t bridge link set dev va hairpin on
t bridge -V
EOF
