# A network namespace of its own, so that nothing of the machine shows.
exec unshare -n bash -s <<'EOF'
t() { echo "\$ $*"; "$@" 2>&1; echo "=> $?"; }
ip link set lo up
ip link add va address 02:00:00:00:00:01 type veth peer name vb address 02:00:00:00:00:02
ip addr add 10.0.0.1/24 dev va
ip addr add 10.0.1.1/24 dev vb
ip link set va up
ip link set vb up
t arp -n
t arp -s 10.0.0.77 02:00:00:00:00:77
t arp -n
t arp -an
t arp -n 10.0.0.77
t arp -n 10.0.0.78
t arp -d 10.0.0.77
t arp -d 10.0.0.78
t arp -s 10.0.0.1
t arp -s 99.0.0.1 02:00:00:00:00:77
t arp -s 10.0.0.77 zz
t arp -v -n
EOF
