# A network namespace of its own, so that nothing of the machine shows.
exec unshare -n bash -s <<'EOF'
t() { echo "\$ $*"; "$@" 2>&1; echo "=> $?"; }
t iptables -N a
t iptables -N a
t iptables -X b
t iptables -A INPUT -j a
t iptables -X a
t iptables -A a -j ACCEPT
t iptables -L
t iptables -F INPUT
t iptables -F a
t iptables -E a c
t iptables -S
t iptables -X c
t iptables -E c d
t iptables -N INPUT
t iptables -N -foo
t iptables -N toolongnametoolongnametoolongname
t iptables -S
EOF
