# A network namespace of its own, so that nothing of the machine shows.
exec unshare -n bash -s <<'EOF'
t() { echo "\$ $*"; "$@" 2>&1; echo "=> $?"; }
ip link set lo up
f() { sed -E 's/time=[0-9.]+ ms/time=T/; s/time [0-9]+ms/time T/; s/= [0-9.]+.*ms/= T ms/'; }
for a in '-c 1 127.0.0.1' '-c 2 -i 0.2 -q 127.0.0.1' '-c 1 -s 1000 127.0.0.1' '-c 1 -s 8 127.0.0.1' '-c 1 -n localhost' '-c 1 -t 5 -p ff 127.0.0.1' '-c 1 -I lo 127.0.0.1' '-c 1 -I 127.0.0.1 127.0.0.2'; do echo "$ ping $a"; ping $a 2>&1 | f; done
ping -c 1 127.0.0.1 >/dev/null; echo $?
EOF
