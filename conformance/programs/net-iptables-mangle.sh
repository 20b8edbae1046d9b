# A network namespace of its own, so that nothing of the machine shows.
exec unshare -n bash -s <<'EOF'
t() { echo "\$ $*"; "$@" 2>&1; echo "=> $?"; }
t iptables -t mangle -A PREROUTING -j MARK --set-mark 7
t iptables -t mangle -A PREROUTING -j MARK --set-xmark 1/2
t iptables -t mangle -A PREROUTING -j MARK --or-mark 4
t iptables -t mangle -A PREROUTING -j MARK --and-mark 4
t iptables -t mangle -A PREROUTING -j MARK --xor-mark 5
t iptables -t mangle -A PREROUTING -j CONNMARK --save-mark
t iptables -t mangle -A PREROUTING -j CONNMARK --restore-mark
t iptables -t mangle -A FORWARD -p tcp --syn -j TCPMSS --clamp-mss-to-pmtu
t iptables -t mangle -S
t iptables -t mangle -L -n
t iptables -t mangle -A PREROUTING -j MARK
EOF
