save() { echo "## $1"; for t in raw nat filter; do echo "*$t"; iptables-save -t $t | grep '^-A\|^:DOCKER' | sed 's/ \[[0-9]*:[0-9]*\]//'; done; }
docker network create --internal -o com.docker.network.bridge.gateway_mode_ipv4=isolated -o com.docker.network.bridge.name=br-aa --subnet 10.6.0.0/24 aa >/dev/null; docker run -d --name w1 --network aa busybox sleep 1000 >/dev/null; save running
docker inspect -f '{{.NetworkSettings.Networks.aa.IPAddress}}' w1; docker network inspect -f '{{json .IPAM.Config}}' aa
docker rm -f w1 >/dev/null; docker network rm aa >/dev/null
