f() { grep -v '^nameserver 10\.' | sed 's/host(.*)/host(X)/'; }
docker network create aa >/dev/null
docker run --rm busybox cat /etc/resolv.conf | f
docker run --rm --dns 1.1.1.1 --dns 8.8.8.8 --dns-search foo.com --dns-option ndots:2 busybox cat /etc/resolv.conf
docker run --rm --network aa busybox cat /etc/resolv.conf | f
docker run --rm --network aa --dns 1.1.1.1 --dns-search foo.com --dns-option ndots:2 --dns-option timeout:1 busybox cat /etc/resolv.conf
docker run --rm --dns-search . busybox cat /etc/resolv.conf | f
docker run --rm --network host busybox cat /etc/resolv.conf | f
docker run --rm --network none busybox cat /etc/resolv.conf | f
docker run --rm --dns foo busybox true; echo $?
docker network rm aa
