# A network namespace of its own, so that nothing of the machine shows.
exec unshare -n bash -s <<'EOF'
t() { echo "\$ $*"; "$@" 2>&1; echo "=> $?"; }
ip link set lo up
ip link add va address 02:00:00:00:00:01 type veth peer name vb address 02:00:00:00:00:02
ip link add br0 address 02:00:00:00:00:10 type bridge
t brctl show
t brctl addbr br0
t brctl addif br0 va
t brctl addif br0 va
t brctl addif nosuch vb
t brctl addif br0 nosuch
t brctl show br0
t brctl delif br0 va
t brctl delif br0 va
t ip link set br0 up
t brctl delbr br0
t ip link set br0 down
t brctl delbr br0
t brctl delbr nosuch
t brctl
t brctl foo
t brctl addbr
t brctl show nosuch
EOF
