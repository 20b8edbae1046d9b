docker run -d --name ca busybox sleep 1000 >/dev/null
docker inspect -f '{{json .NetworkSettings}}' ca | sed 's/"MacAddress":"[^"]*"/MAC/g'
docker stop -t 0 ca; docker inspect -f '{{json .NetworkSettings}}' ca
docker rm ca
docker create --name ca -p 80 busybox >/dev/null; docker inspect -f '{{json .NetworkSettings}}' ca; docker rm ca
