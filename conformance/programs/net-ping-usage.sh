# A network namespace of its own, so that nothing of the machine shows.
exec unshare -n bash -s <<'EOF'
t() { echo "\$ $*"; "$@" 2>&1; echo "=> $?"; }
t ping
t ping -c 0 1.2.3.4
t ping -c x 1.2.3.4
t ping -V
t ping -c 1 8.8.8.8
t ping -c 1 -I nosuch 127.0.0.1
EOF
