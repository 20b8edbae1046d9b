# A network namespace of its own, so that nothing of the machine shows.
exec unshare -n bash -s <<'EOF'
t() { echo "\$ $*"; "$@" 2>&1; echo "=> $?"; }
t iptables -A INPUT -p icmp --icmp-type echo-request -j ACCEPT
t iptables -A INPUT -p icmp --icmp-type 3/4
t iptables -A INPUT -p icmp ! --icmp-type destination-unreachable
t iptables -A INPUT -p icmp --icmp-type any
t iptables -A INPUT -p icmp -j DROP
t iptables -S INPUT
t iptables -L INPUT -n
t iptables -L INPUT
t iptables -A INPUT -p icmp --icmp-type foo
EOF
