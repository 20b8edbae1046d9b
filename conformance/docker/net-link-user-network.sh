docker network create --subnet 10.6.0.0/24 aa >/dev/null; docker run -d --name db --network aa busybox sleep 1000 >/dev/null
docker run -d --name web --network aa --link db:d busybox sleep 1000 >/dev/null
docker exec web env | grep -c ^D_; docker exec web tail -n 1 /etc/hosts | cut -f1; docker exec web ping -c 1 d | head -n 1
docker inspect -f '{{json .HostConfig.Links}} {{json .NetworkSettings.Networks.aa.Links}}' web
docker rm -f web db; docker network rm aa
