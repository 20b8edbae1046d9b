# A network namespace of its own, so that nothing of the machine shows.
exec unshare -n bash -s <<'EOF'
t() { echo "\$ $*"; "$@" 2>&1; echo "=> $?"; }
iptables -t nat -A POSTROUTING -s 10.0.0.0/8 ! -o br0 -j MASQUERADE
iptables -A INPUT -i eth0 -o x 2>&1
iptables -A FORWARD -i eth0 -o docker+ ! -s 10.0.0.0/8 ! -d 1.2.3.4 -p 47 -j DROP
iptables -A FORWARD ! -i eth0 ! -p tcp -f
iptables -A FORWARD -s 10.0.0.0/8,11.0.0.0/8 -j DROP
iptables -N DOCKER
iptables -A FORWARD -g DOCKER
iptables -t raw -A PREROUTING -d 172.17.0.2/32 ! -i docker0 -p tcp -m tcp --dport 80 -j DROP
iptables-save | sed 's/ on .*/ on DATE/'
iptables-save -c -t nat | sed 's/ on .*/ on DATE/'
iptables -L FORWARD -n -v
iptables -L FORWARD
t iptables-save foo
t iptables-save -t foo
EOF
