docker run -d --name x1 busybox sleep 1000 >/dev/null; docker run -d --name db busybox sleep 1000 >/dev/null; docker run -d --name web --link db:d busybox sleep 1000 >/dev/null
docker exec web grep -w d /etc/hosts | cut -f1
docker stop -t 0 db >/dev/null; docker rm -f x1 >/dev/null; docker start db >/dev/null
docker exec web grep -w d /etc/hosts | cut -f1
docker rename db dbx; docker inspect -f '{{json .HostConfig.Links}}' web
docker rm --link web/d; docker inspect -f '{{json .HostConfig.Links}}' web
docker rm --link web/zz; echo $?
docker rm -f web dbx
