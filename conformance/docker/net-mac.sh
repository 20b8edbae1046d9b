docker run --rm --mac-address 02:42:ac:11:00:99 busybox cat /sys/class/net/eth0/address
docker run -d --name ca --mac-address 02:42:AC:11:00:98 busybox sleep 1000 >/dev/null
docker inspect -f '{{.NetworkSettings.MacAddress}} {{.NetworkSettings.Networks.bridge.MacAddress}}' ca
docker restart -t 0 ca >/dev/null; docker exec ca cat /sys/class/net/eth0/address; docker stop -t 0 ca >/dev/null; docker inspect -f '[{{.NetworkSettings.Networks.bridge.MacAddress}}]' ca
docker rm ca
docker run --rm --mac-address foo busybox true; echo $?
a=$(docker run --rm busybox cat /sys/class/net/eth0/address); b=$(docker run --rm busybox cat /sys/class/net/eth0/address); [ "$a" = "$b" ] || echo different
