docker ps -q
ip -br -4 addr show docker0 | awk '{ print $1, $3 }'
docker run -d --name a1 busybox sleep 1000 >/dev/null
ip -br link show master docker0 | wc -l; ip route show dev docker0
docker network create --subnet 10.6.0.0/24 -o com.docker.network.bridge.name=br-x aa >/dev/null; docker network connect aa a1; ip -br link show master br-x | wc -l
docker rm -f a1; ip -br link show master docker0 | wc -l; docker network rm aa
