docker network create --subnet 10.6.0.0/24 aa >/dev/null; docker network create --subnet 10.7.0.0/24 bb >/dev/null
docker run --rm --network aa --network bb busybox sh -c 'ip -4 -o addr | grep -c eth; ip route | grep -o "default via [0-9.]*"'
docker run --rm --network aa --network name=bb,gw-priority=5 busybox ip route | grep -o 'default via [0-9.]*'
docker run --rm --network name=bb,ip=10.7.0.50,alias=me --network name=aa,ip=10.6.0.60 busybox sh -c 'ip -4 -o addr | grep -o "10.[67].0.[0-9]*/24" | sort; tail -n 2 /etc/hosts | cut -f1 | sort'
docker create --name ca --network bb --network aa busybox >/dev/null; docker inspect -f '{{.HostConfig.NetworkMode}}' ca; docker rm ca
docker network rm aa bb
