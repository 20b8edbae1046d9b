# A network namespace of its own, so that nothing of the machine shows.
exec unshare -n bash -s <<'EOF'
t() { echo "\$ $*"; "$@" 2>&1; echo "=> $?"; }
ip link set lo up
sleep 0.01
t ss -tln
t ss -ta
t ss -u
t ss -tan state established
t ss -tan state foo
t ss foo
t ss -V
t ss -H -tln
t ss -tan sport = :80
EOF
