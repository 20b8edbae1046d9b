# A network namespace of its own, so that nothing of the machine shows.
exec unshare -n bash -s <<'EOF'
t() { echo "\$ $*"; "$@" 2>&1; echo "=> $?"; }
t iptables -A INPUT -p tcp --dport 80 -j ACCEPT
t iptables -A INPUT -p tcp --sport 1000:2000 ! --dport 443 -j ACCEPT
t iptables -A INPUT -p tcp --syn -j DROP
t iptables -A INPUT -p tcp ! --syn -j DROP
t iptables -A INPUT -p tcp --tcp-flags ALL NONE -j DROP
t iptables -A INPUT -p tcp --dport 1024: -j ACCEPT
t iptables -A INPUT -p udp --dport :53
t iptables -S
t iptables -L -n -v
EOF
