save() { echo "## $1"; for t in raw nat filter; do echo "*$t"; iptables-save -t $t | grep '^-A\|^:DOCKER' | sed 's/ \[[0-9]*:[0-9]*\]//'; done; }
docker run -d --name w1 -p 127.0.0.1:8080:80 -p 127.0.0.1:5353:53/udp busybox sleep 1000 >/dev/null; save published; docker rm -f w1 >/dev/null; save removed
docker run -d --name w1 -p 172.17.0.1:8080:80 busybox sleep 1000 >/dev/null; save bridge-address; docker rm -f w1 >/dev/null
