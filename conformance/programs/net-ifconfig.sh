# A network namespace of its own, so that nothing of the machine shows.
exec unshare -n bash -s <<'EOF'
t() { echo "\$ $*"; "$@" 2>&1; echo "=> $?"; }
sysctl -qw net.ipv6.conf.all.disable_ipv6=1 net.ipv6.conf.default.disable_ipv6=1
ip link set lo up
ip link add va address 02:00:00:00:00:01 type veth peer name vb address 02:00:00:00:00:02
ip link set vb up
ip link set va up
t ifconfig va 10.0.0.1
t ifconfig va
t ifconfig va 10.0.0.1 netmask 255.255.255.0
t ifconfig va
t ifconfig va:0 10.0.0.9 netmask 255.255.255.0
t ifconfig va:0
t ifconfig va down
t ifconfig va mtu 1400
t ifconfig va hw ether 02:00:00:00:00:aa
t ifconfig va promisc
t ifconfig va -arp
t ifconfig va
t ifconfig nosuch
t ifconfig nosuch up
t ifconfig -V
t ifconfig va 0.0.0.0
t ifconfig va
EOF
