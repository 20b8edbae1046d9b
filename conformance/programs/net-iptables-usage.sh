# A network namespace of its own, so that nothing of the machine shows.
exec unshare -n bash -s <<'EOF'
t() { echo "\$ $*"; "$@" 2>&1; echo "=> $?"; }
t iptables -A
t iptables
t iptables -A FOO -j ACCEPT
t iptables -A INPUT -j FOO
t iptables -A INPUT -g FOO
t iptables --foo
t iptables -A INPUT -q
t iptables -A INPUT foo
t iptables -L -A INPUT
t iptables -A INPUT -j
t iptables -V
t iptables -A INPUT -m foo -j ACCEPT
t iptables -A INPUT -p foo
t iptables -A INPUT -s 1.2.3.4/40
t iptables -A INPUT --dport 80
t iptables -A INPUT -o eth0
t iptables -A OUTPUT -i eth0
t iptables -A INPUT -s 10.0.0.1 -s 10.0.0.2
t iptables -A INPUT -p tcp -p udp
t iptables -A INPUT ! -j ACCEPT
t iptables -E a
t iptables -P INPUT
t iptables -A INPUT -p tcp --dport foo
t iptables -A INPUT -i toolonginterfacename1
EOF
