# A network namespace of its own, so that nothing of the machine shows.
exec unshare -n bash -s <<'EOF'
t() { echo "\$ $*"; "$@" 2>&1; echo "=> $?"; }
t iptables -P FORWARD DROP
t iptables -S
t iptables -L FORWARD -v
t iptables -P INPUT FOO
t iptables -P foo ACCEPT
t iptables -N foo
t iptables -P foo ACCEPT
t iptables -L nosuch
t iptables -S nosuch
t iptables -F nosuch
t iptables -Z nosuch
t iptables -t foo -L
EOF
