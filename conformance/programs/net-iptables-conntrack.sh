# A network namespace of its own, so that nothing of the machine shows.
exec unshare -n bash -s <<'EOF'
t() { echo "\$ $*"; "$@" 2>&1; echo "=> $?"; }
t iptables -A FORWARD -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT
t iptables -A FORWARD -m conntrack ! --ctstate NEW,INVALID -j ACCEPT
t iptables -A FORWARD -m conntrack --ctdir ORIGINAL --ctorigdst 1.2.3.4 --ctorigdstport 80 --ctproto tcp
t iptables -A FORWARD -m state --state NEW,ESTABLISHED
t iptables -S FORWARD
t iptables -L FORWARD -n
t iptables -A FORWARD -m conntrack
t iptables -A FORWARD -m conntrack --ctstate FOO
t iptables -A FORWARD -m state
EOF
