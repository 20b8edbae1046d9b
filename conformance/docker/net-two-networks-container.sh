docker network create fe >/dev/null; docker network create be >/dev/null
docker run -d --name db --network be busybox sleep 1000 >/dev/null
docker run -d --name web --network fe busybox sleep 1000 >/dev/null
docker exec web ping -c 1 -W 1 db >/dev/null 2>&1; echo $?
docker network connect be web
docker exec web ping -c 1 -W 1 db >/dev/null 2>&1; echo $?
docker exec db ping -c 1 -W 1 web >/dev/null 2>&1; echo $?
docker network disconnect be web
docker exec web ping -c 1 -W 1 db >/dev/null 2>&1; echo $?
docker rm -f db web; docker network rm fe be
