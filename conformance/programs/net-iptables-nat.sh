# A network namespace of its own, so that nothing of the machine shows.
exec unshare -n bash -s <<'EOF'
t() { echo "\$ $*"; "$@" 2>&1; echo "=> $?"; }
t iptables -t nat -A POSTROUTING -s 172.17.0.0/16 ! -o docker0 -j MASQUERADE
t iptables -t nat -A PREROUTING -p tcp --dport 8080 -j DNAT --to-destination 172.17.0.2:80
t iptables -t nat -A POSTROUTING -j SNAT --to-source 1.2.3.4
t iptables -t nat -A PREROUTING -p tcp -j REDIRECT --to-ports 8080
t iptables -t nat -A POSTROUTING -p tcp -j MASQUERADE --to-ports 1000-2000
t iptables -t nat -S
t iptables -t nat -L -n
t iptables -t nat -L -n -v --line-numbers
t iptables -t nat -A PREROUTING -j DNAT
t iptables -t nat -A PREROUTING -j DNAT --to foo
t iptables -t nat -A PREROUTING -j DNAT --to-destination 1.2.3.4:80
t iptables -A INPUT -j DNAT --to 1.2.3.4
t iptables -t nat -A POSTROUTING -j DNAT --to 1.2.3.4
t iptables -t nat -A PREROUTING -j MASQUERADE
t iptables -A INPUT -j MASQUERADE
t iptables -t nat -A POSTROUTING -j SNAT
EOF
