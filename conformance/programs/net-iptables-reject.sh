# A network namespace of its own, so that nothing of the machine shows.
exec unshare -n bash -s <<'EOF'
t() { echo "\$ $*"; "$@" 2>&1; echo "=> $?"; }
t iptables -A INPUT -j REJECT
t iptables -A INPUT -p tcp -j REJECT --reject-with tcp-reset
t iptables -A INPUT -j REJECT --reject-with icmp-host-prohibited
t iptables -A INPUT -j REJECT --reject-with port-unreach
t iptables -S INPUT
t iptables -L INPUT
t iptables -A INPUT -j REJECT --reject-with foo
t iptables -A INPUT -j REJECT --reject-with tcp-reset
EOF
