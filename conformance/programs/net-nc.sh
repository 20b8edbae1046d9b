# Both ends of a connection, with netcat of OpenBSD and the traditional one.
exec unshare -n bash -s <<'EOF'
ip link set lo up
mkdir bin; ln -s "$(command -v nc.openbsd)" bin/nc; PATH=$PWD/bin:$PATH
t() { echo "\$ $*"; "$@" 2>&1; echo "=> $?"; }
(nc -l 7001 > got) & p=$!; sleep 0.3
echo one | t nc -N 127.0.0.1 7001
wait $p; echo "server => $?"; cat got
(nc -l -p 7001 -v > got 2> said) & p=$!; sleep 0.3
echo two | t nc.traditional -q 0 127.0.0.1 7001
wait $p; echo "server => $?"; cat got; sed -e '/getnameinfo/d' -e '/^Listening/d' -e 's/ [0-9]*$/ PORT/' said
(nc.traditional -l -p 7002 > got) & p=$!; sleep 0.3
echo three | t nc -N -v 127.0.0.1 7002
wait $p; echo "server => $?"; cat got
(echo answer | nc.traditional -lp 7003 -q 1 > got) & p=$!; sleep 0.3
echo four | t nc.traditional -q 1 127.0.0.1 7003
wait $p; cat got
(nc -kl 7004 > got) & p=$!; sleep 0.3
echo a | nc -N 127.0.0.1 7004
echo b | nc -N 127.0.0.1 7004
sleep 0.2; kill $p; cat got
(nc -ul 7005 > got) & p=$!; sleep 0.3
echo datagram | nc -u -w 1 127.0.0.1 7005
kill $p; cat got
(nc -l 7006 >/dev/null) & p=$!; sleep 0.3
t nc -zv 127.0.0.1 7006
t nc -zv 127.0.0.1 7006
t nc -z 127.0.0.1 7006
t nc -zv 127.0.0.1 7006-7008
t nc.traditional -zv 127.0.0.1 7006
t nc.traditional -z 127.0.0.1 7006
t nc -zv -w 1 10.8.0.1 80
t nc no.such.invalid 80
t nc 127.0.0.1
t nc -l
t nc 127.0.0.1 99999
t nc.traditional 127.0.0.1
(nc -lU sock > got) & p=$!; sleep 0.3
echo local | t nc -NU sock
wait $p; cat got
t nc -U nowhere
(nc -l 7008 < /dev/null > got) & sleep 0.3
nc -N 127.0.0.1 7008 </dev/null
EOF
