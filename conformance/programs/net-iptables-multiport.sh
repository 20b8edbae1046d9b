# A network namespace of its own, so that nothing of the machine shows.
exec unshare -n bash -s <<'EOF'
t() { echo "\$ $*"; "$@" 2>&1; echo "=> $?"; }
t iptables -A INPUT -p tcp -m multiport --dports 80,443,8000:8010 -j ACCEPT
t iptables -A INPUT -p tcp -m multiport ! --sports 80,443
t iptables -A INPUT -p udp -m multiport --ports 1,2
t iptables -S
t iptables -L -n
t iptables -A INPUT -m multiport --dports 80
t iptables -A INPUT -p tcp -m multiport
EOF
