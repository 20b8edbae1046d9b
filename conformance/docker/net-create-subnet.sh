docker network create --subnet 10.10.0.0/16 --gateway 10.10.5.254 --ip-range 10.10.5.0/24 --aux-address one=10.10.5.1 nsub >/dev/null
docker network inspect -f '{{json .IPAM}}' nsub
docker run --rm --network nsub busybox ip route
docker run --rm --network nsub --ip 10.10.9.9 busybox ip route
docker network rm nsub
