# A network namespace of its own, so that nothing of the machine shows.
exec unshare -n bash -s <<'EOF'
t() { echo "\$ $*"; "$@" 2>&1; echo "=> $?"; }
t ip6tables -A INPUT -s 2001:db8::/32 -p icmpv6 --icmpv6-type echo-request -j ACCEPT
t ip6tables -A INPUT -p tcp -j REJECT --reject-with tcp-reset
t ip6tables -A INPUT -j REJECT --reject-with adm-prohibited
t ip6tables -A INPUT -i eth0 ! -s ::1
t ip6tables -S
t ip6tables -L -n -v
t ip6tables -L -n
t ip6tables -t nat -A PREROUTING -p tcp -j DNAT --to-destination [2001:db8::1]:80
t ip6tables -t nat -S
t ip6tables -S FOO
t ip6tables -A INPUT -s 1.2.3.4
EOF
