# A network namespace of its own, so that nothing of the machine shows.
exec unshare -n bash -s <<'EOF'
t() { echo "\$ $*"; "$@" 2>&1; echo "=> $?"; }
t iptables -A INPUT -s 10.0.0.1 -j ACCEPT
t iptables -A INPUT -s 10.0.0.2 -j ACCEPT
t iptables -I INPUT -s 10.0.0.3 -j DROP
t iptables -I INPUT 2 -s 10.0.0.4/24 -j DROP
t iptables -S INPUT
t iptables -R INPUT 1 -j RETURN
t iptables -D INPUT 2
t iptables -D INPUT -s 10.0.0.2 -j ACCEPT
t iptables -C INPUT -s 10.0.0.1 -j ACCEPT
t iptables -C INPUT -s 10.0.0.9 -j ACCEPT
t iptables -D INPUT -s 10.0.0.9 -j ACCEPT
t iptables -D INPUT 9
t iptables -I INPUT 9 -j DROP
t iptables -R INPUT 9 -j DROP
t iptables -D INPUT 0
t iptables -S
t iptables -F
t iptables -S
t iptables -S INPUT 1
t iptables -L INPUT 1
EOF
