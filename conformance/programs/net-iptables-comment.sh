# A network namespace of its own, so that nothing of the machine shows.
exec unshare -n bash -s <<'EOF'
t() { echo "\$ $*"; "$@" 2>&1; echo "=> $?"; }
t iptables -A INPUT -m comment --comment 'hello world'
t iptables -A INPUT -m comment --comment simple -j ACCEPT
t iptables -A INPUT -m comment --comment 'with "quote" and \back'
t iptables -A INPUT -j LOG --log-prefix 'a b'
t iptables -A INPUT -j LOG --log-level debug --log-prefix x
t iptables -S INPUT
t iptables -L INPUT
t iptables -L INPUT -n
t iptables -A INPUT -m comment
t iptables -A INPUT -j LOG --log-level foo
EOF
