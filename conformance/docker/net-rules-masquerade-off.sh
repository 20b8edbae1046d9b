save() { echo "## $1"; for t in raw nat filter; do echo "*$t"; iptables-save -t $t | grep '^-A\|^:DOCKER' | sed 's/ \[[0-9]*:[0-9]*\]//'; done; }
docker network create -o com.docker.network.bridge.enable_ip_masquerade=false -o com.docker.network.bridge.name=br-aa --subnet 10.6.0.0/24 aa >/dev/null; docker run -d --name w1 --network aa -p 8080:80 busybox sleep 1000 >/dev/null; save masquerade-off
docker rm -f w1 >/dev/null; docker network rm aa >/dev/null
