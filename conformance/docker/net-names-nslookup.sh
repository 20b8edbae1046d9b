docker network create --subnet 10.6.0.0/24 aa >/dev/null
docker run -d --name c1 --network aa --network-alias al1 busybox sleep 1000 >/dev/null
docker run --rm --network aa busybox nslookup c1 | sort -u
docker run --rm --network aa busybox nslookup 10.6.0.2
docker run --rm --network aa busybox nslookup al1.aa | grep Name | sort -u
docker rm -f c1; docker network rm aa
