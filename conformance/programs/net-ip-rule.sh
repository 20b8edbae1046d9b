# A network namespace of its own, so that nothing of the machine shows.
exec unshare -n bash -s <<'EOF'
t() { echo "\$ $*"; "$@" 2>&1; echo "=> $?"; }
ip link set lo up
ip link add va address 02:00:00:00:00:01 type veth peer name vb address 02:00:00:00:00:02
t ip rule
t ip rule add from 10.1.0.0/16 table 100
t ip rule add fwmark 0x1 lookup 200 prio 500
t ip rule add to 10.2.0.0/16 iif va unreachable prio 400
t ip rule add fwmark 1/0xff table main prio 300
t ip rule
t ip rule del prio 500
t ip rule del prio 501
t ip rule del from 10.1.0.0/16 table 100
t ip rule
t ip rule add table foo
t ip rule foo
t ip -6 rule
EOF
