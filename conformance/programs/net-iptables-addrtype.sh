# A network namespace of its own, so that nothing of the machine shows.
exec unshare -n bash -s <<'EOF'
t() { echo "\$ $*"; "$@" 2>&1; echo "=> $?"; }
t iptables -t nat -A PREROUTING -m addrtype --dst-type LOCAL -j ACCEPT
t iptables -t nat -A OUTPUT ! -d 127.0.0.0/8 -m addrtype --dst-type LOCAL -j RETURN
t iptables -t nat -A PREROUTING -m addrtype ! --src-type LOCAL,BROADCAST --limit-iface-in
t iptables -t nat -S
t iptables -t nat -L -n
t iptables -t nat -A OUTPUT -m addrtype
t iptables -t nat -A OUTPUT -m addrtype --dst-type FOO
EOF
