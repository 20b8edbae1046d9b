docker network create --internal --subnet 10.6.0.0/24 aa >/dev/null
docker run -d --name ca --network aa -p 8080:80 busybox sleep 1000 >/dev/null
docker inspect -f '{{json .NetworkSettings.Ports}} [{{.NetworkSettings.Networks.aa.Gateway}}]' ca
docker port ca; docker ps --format '{{.Names}} {{.Ports}}'
docker exec ca ip route
docker run --rm --network aa busybox ping -c 1 -W 1 ca >/dev/null; echo $?
docker exec ca ping -c 1 -W 1 172.17.0.1; echo $?
docker network connect bridge ca; docker exec ca ip route; docker port ca
docker network disconnect bridge ca; docker port ca; docker exec ca ip route
docker rm -f ca; docker network rm aa
