# A network namespace of its own, so that nothing of the machine shows.
exec unshare -n bash -s <<'EOF'
t() { echo "\$ $*"; "$@" 2>&1; echo "=> $?"; }
ip link set lo up
t tcpdump -i nosuch -c 1
t tcpdump -r /nosuch
t tcpdump -c 0
EOF
