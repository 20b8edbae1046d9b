save() { echo "## $1"; for t in raw nat filter; do echo "*$t"; iptables-save -t $t | grep '^-A\|^:DOCKER' | sed 's/ \[[0-9]*:[0-9]*\]//'; done; }
docker network create -o com.docker.network.bridge.name=br-aa --subnet 10.6.0.0/24 aa >/dev/null; docker network create -o com.docker.network.bridge.name=br-bb --subnet 10.7.0.0/24 bb >/dev/null
save two; docker network rm aa >/dev/null; save one; docker network rm bb >/dev/null; save none
