docker network create --subnet 10.5.0.0/24 bb >/dev/null; docker run -d --name ca busybox sleep 1000 >/dev/null
docker network connect --ip 10.5.0.9 --alias foo --alias bar bb ca
docker inspect -f '{{json .NetworkSettings.Networks.bb}}' ca | sed 's/"MacAddress":"[^"]*"/MAC/'
docker network disconnect bb ca
docker network connect --link-local-ip 169.254.1.1 --link nosuch:x bb ca
docker inspect -f '{{json .NetworkSettings.Networks.bb}}' ca | sed 's/"MacAddress":"[^"]*"/MAC/'
docker rm -f ca; docker network rm bb
