# A network namespace of its own, so that nothing of the machine shows.
exec unshare -n bash -s <<'EOF'
t() { echo "\$ $*"; "$@" 2>&1; echo "=> $?"; }
t iptables -A FORWARD -m mark --mark 1
t iptables -A FORWARD -m mark ! --mark 0x1/0xff
t iptables -A FORWARD -m limit --limit 5/min
t iptables -A FORWARD -m limit --limit 10/second --limit-burst 20
t iptables -A FORWARD -m mac --mac-source 00:11:22:33:44:5A
t iptables -A OUTPUT -m owner --uid-owner 1000
t iptables -A FORWARD -m physdev --physdev-in eth0
t iptables -A FORWARD -m statistic --mode nth --every 3 --packet 1
t iptables -A FORWARD -m statistic --mode random --probability 0.5
t iptables -S
t iptables -L -n
t iptables -A FORWARD -m mark --mark foo
t iptables -A FORWARD -m limit --limit foo
t iptables -A FORWARD -m mac --mac-source foo
t iptables -A OUTPUT -m owner --uid-owner nosuch
EOF
