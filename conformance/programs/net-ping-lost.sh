# A network namespace of its own, so that nothing of the machine shows.
exec unshare -n bash -s <<'EOF'
t() { echo "\$ $*"; "$@" 2>&1; echo "=> $?"; }
ip link set lo up
ip link add va address 02:00:00:00:00:01 type veth peer name vb address 02:00:00:00:00:02
ip addr add 10.0.0.1/24 dev va
ip addr add 10.0.1.1/24 dev vb
ip link set va up
ip link set vb up
ip link set vb nomaster
f() { sed -E 's/time=[0-9.]+ ms/time=T/; s/time [0-9]+ms/time T/; s/= [0-9.]+.*ms/= T ms/'; }
ping -c 1 -W 1 10.0.0.77 | f
ping -c 2 -W 1 -i 0.3 -q 10.0.0.78 | f
ping -c 1 -w 1 10.0.0.79 | f; echo ${PIPESTATUS[0]}
EOF
