# A network namespace of its own, so that nothing of the machine shows.
exec unshare -n bash -s <<'EOF'
t() { echo "\$ $*"; "$@" 2>&1; echo "=> $?"; }
ip link set lo up
ip link add va address 02:00:00:00:00:01 type veth peer name vb address 02:00:00:00:00:02
ip addr add 10.0.0.1/24 dev va
ip addr add 10.0.1.1/24 dev vb
ip link set va up
ip link set vb up
t route
t route -n
t route add default gw 10.0.0.254
t route add -net 10.5.0.0 netmask 255.255.0.0 gw 10.0.0.2
t route add -net 10.6.0.0/16 dev va
t route add -host 10.7.7.7 dev va
t route add -net 10.8.0.0 netmask 255.255.0.0 reject
t route -n
t route -e -n
t route -ee -n
t netstat -rn
t route del default
t route del -net 10.99.0.0/16
t route add default gw 99.9.9.9
t route del -net 10.5.0.0 netmask 255.255.0.0
t route -n
EOF
