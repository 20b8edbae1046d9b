# A network namespace of its own, so that nothing of the machine shows.
exec unshare -n bash -s <<'EOF'
t() { echo "\$ $*"; "$@" 2>&1; echo "=> $?"; }
t iptables -A INPUT -v -p tcp --dport 80 -j ACCEPT
t iptables -N foo -v
t iptables -A FORWARD -c 123456 987654321 -j ACCEPT
t iptables -A FORWARD -c 12345678901 98765432100000 -j DROP
t iptables -L FORWARD -n -v
t iptables -L FORWARD -n -v -x
t iptables -S FORWARD -v
t iptables -L
t iptables -F -v
t iptables -X -v
t iptables -w 5 -S INPUT
t iptables -D INPUT -v 1
EOF
