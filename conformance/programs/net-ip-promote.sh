# A primary address goes with its secondaries, or is followed by one of them; where an address stands goes by its scope.
exec unshare -n bash -s <<'EOF'
t() { echo "\$ $*"; "$@" 2>&1; echo "=> $?"; }
ip link set lo up
ip link add v0 type veth peer name v1; ip link set v0 up; ip link set v1 up
sysctl -w net.ipv4.conf.all.promote_secondaries=0 net.ipv4.conf.v0.promote_secondaries=0 >/dev/null 2>&1
l() { ip -4 -o addr show dev v0 | sed 's,\\.*,,'; ip route show; ip route show table local dev v0; }
t ip addr add 10.1.0.1/24 dev v0
t ip addr add 10.1.0.2/24 dev v0
t ip addr add 10.1.0.3/24 dev v0
t ip addr add 10.2.0.1/24 dev v0 scope link
t ip addr add 10.3.0.1/24 dev v0 scope host
t ip addr add 10.4.0.1/24 dev v0
t ip addr add 10.1.0.4/24 dev v0 scope link
l
t ip addr del 10.1.0.1/24 dev v0
l
t ip addr add 10.4.0.2/24 dev v0
t ip addr add 10.4.0.3/24 dev v0
sysctl -w net.ipv4.conf.v0.promote_secondaries=1 >/dev/null 2>&1
t ip addr del 10.4.0.1/24 dev v0
l
EOF
