save() { echo "## $1"; for t in raw nat filter; do echo "*$t"; iptables-save -t $t | grep '^-A\|^:DOCKER' | sed 's/ \[[0-9]*:[0-9]*\]//'; done; }
docker network create -o com.docker.network.host_ipv4=192.0.2.1 -o com.docker.network.bridge.name=br-aa --subnet 10.6.0.0/24 aa >/dev/null; save snat; docker network rm aa >/dev/null; save removed
