docker run --rm busybox cat /etc/hosts
docker run --rm -h aa.bb.cc busybox sh -c 'tail -n 1 /etc/hosts; cat /etc/hostname; hostname'
docker run --rm -h aa --domainname dd.ee busybox sh -c 'tail -n 1 /etc/hosts; cat /etc/hostname'
docker run --rm --add-host foo:1.2.3.4 --add-host h:host-gateway --add-host 'z=::1' busybox tail -n 4 /etc/hosts
docker run --rm --add-host foo busybox true; echo $?
docker run --rm --add-host foo:bar busybox true; echo $?
docker run --rm --network host --add-host a:1.1.1.1 busybox tail -n 2 /etc/hosts
docker run --rm --network none --hostname x busybox tail -n 1 /etc/hosts
