# A network namespace of its own, so that nothing of the machine shows.
exec unshare -n bash -s <<'EOF'
t() { echo "\$ $*"; "$@" 2>&1; echo "=> $?"; }
printf '*filter\n:INPUT DROP [1:2]\n:FOO - [0:0]\n-A INPUT -j FOO\n[5:6] -A FOO -p tcp -m tcp --dport 80 -j ACCEPT\nCOMMIT\n' | iptables-restore ; echo "=> $?"
iptables -S -v
printf '*filter\n:BAR - [0:0]\n-A BAR -j ACCEPT\nCOMMIT\n' | iptables-restore -n; echo "=> $?"
iptables -S
printf 'garbage\n' | iptables-restore ; echo "=> $?" 2>&1
printf '*filter\n-A NOPE -j ACCEPT\nCOMMIT\n' | iptables-restore ; echo "=> $?" 2>&1
printf '*filter\n-A INPUT -j ACCEPT\n' | iptables-restore ; echo "=> $?" 2>&1
printf '*filter\n-A INPUT -p tcp --dport foo -j ACCEPT\nCOMMIT\n' | iptables-restore ; echo "=> $?"
printf '*foo\nCOMMIT\n' | iptables-restore ; echo "=> $?"
printf '*filter\n:INPUT FOO [0:0]\nCOMMIT\n' | iptables-restore ; echo "=> $?"
printf '*filter\n:INPUT ACCEPT [0:0]\n[7:8] -A INPUT -j DROP\nCOMMIT\n' | iptables-restore -c; echo "=> $?"
iptables -S -v
printf '*filter\n-A INPUT -j ACCEPT\nCOMMIT\n' | iptables-restore -t; echo "=> $?"
printf '*filter\n:INPUT ACCEPT [0:0]\n-A INPUT -j DNAT --to-destination 1.2.3.4\nCOMMIT\n' | iptables-restore ; echo "=> $?"
EOF
