docker network create aa >/dev/null
docker run -d --name c1 --network aa --network-alias al1 --network-alias al2 -h hhh busybox sleep 1000 >/dev/null
docker run -d --name c2 --network aa --network-alias al1 --link c1:lk busybox sleep 1000 >/dev/null
for n in c1 lk al2 hhh c1.aa; do docker exec c2 ping -c 1 $n | head -n 1; done
docker exec c2 ping -c 1 c1.bb 2>&1; docker exec c1 ping -c 1 lk 2>&1 | head -n 1
docker exec c2 nslookup al1 | grep -c 'Address: 172'
docker inspect -f '{{json .NetworkSettings.Networks.aa.DNSNames}}' c1 c2
docker inspect -f '{{json .NetworkSettings.Networks.aa.Links}} {{json .HostConfig.Links}}' c2
docker rm -f c1 c2; docker network rm aa
