# A network namespace of its own, so that nothing of the machine shows.
exec unshare -n bash -s <<'EOF'
t() { echo "\$ $*"; "$@" 2>&1; echo "=> $?"; }
t ipset list
t ipset create a hash:net
t ipset create a hash:net
t ipset add a 10.0.0.0/8
t ipset add a 10.0.0.0/8
t ipset test a 10.1.1.1
t ipset test a 11.1.1.1
t ipset del a 10.0.0.0/8
t ipset del a 10.0.0.0/8
t ipset list -n
t ipset add nosuch 1.2.3.4
t ipset add a foo
t ipset create b foo
t ipset destroy a
t ipset destroy nosuch
t ipset list nosuch
t ipset
t ipset foo
t ipset -v
EOF
