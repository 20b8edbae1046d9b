save() { echo "## $1"; for t in raw nat filter; do echo "*$t"; iptables-save -t $t | grep '^-A\|^:DOCKER' | sed 's/ \[[0-9]*:[0-9]*\]//'; done; }
docker network create --internal -o com.docker.network.bridge.name=br-in --subnet 10.6.0.0/24 in >/dev/null; docker run -d --name w1 --network in -p 8080:80 busybox sleep 1000 >/dev/null; save internal
docker rm -f w1 >/dev/null; docker network rm in >/dev/null; save removed
