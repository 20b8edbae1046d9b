save() { echo "## $1"; for t in raw nat filter; do echo "*$t"; iptables-save -t $t | grep '^-A\|^:DOCKER' | sed 's/ \[[0-9]*:[0-9]*\]//'; done; }
docker network create -o com.docker.network.bridge.name=br-aa --subnet 10.6.0.0/24 aa >/dev/null; docker run -d --name w1 -p 8080:80 busybox sleep 1000 >/dev/null; save before
docker network connect aa w1; save connected; docker network disconnect bridge w1; save moved
docker rm -f w1 >/dev/null; docker network rm aa >/dev/null; save removed
