# A network namespace of its own, so that nothing of the machine shows.
exec unshare -n bash -s <<'EOF'
t() { echo "\$ $*"; "$@" 2>&1; echo "=> $?"; }
ip link set lo up
ip link add va address 02:00:00:00:00:01 type veth peer name vb address 02:00:00:00:00:02
t tc qdisc
t tc qdisc show dev va
t tc qdisc add dev vb root tbf rate 1mbit burst 32kbit latency 400ms
t tc qdisc del dev vb root
t tc qdisc add dev nosuch root netem
t tc qdisc add dev vb root foo
t tc foo
t tc qdisc foo
t tc -V
t tc qdisc add dev vb root netem delay foo
EOF
