# A network namespace of its own, so that nothing of the machine shows.
exec unshare -n bash -s <<'EOF'
t() { echo "\$ $*"; "$@" 2>&1; echo "=> $?"; }
t iptables -L
t iptables -S
t iptables -L -n -v --line-numbers
t iptables -t nat -S
t iptables -t nat -L
t iptables -t mangle -S
t iptables -t raw -L -v
EOF
