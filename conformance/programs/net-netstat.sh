# A network namespace of its own, so that nothing of the machine shows.
exec unshare -n bash -s <<'EOF'
t() { echo "\$ $*"; "$@" 2>&1; echo "=> $?"; }
ip link set lo up
t netstat -tln
t netstat -tlnp
t netstat -tan
t netstat -un
t netstat -tno
t netstat -i
EOF
