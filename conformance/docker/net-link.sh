docker run -d --name db -h dbhost -e FOO=bar --expose 99 --expose 98/udp busybox sleep 1000 >/dev/null
docker run -d --name web --link db:d busybox sleep 1000 >/dev/null
docker exec web env
docker exec web cat /etc/hosts; docker exec db tail -n 1 /etc/hosts | cut -f1
docker exec web ping -c 1 d | head -n 1; docker exec web ping -c 1 db | head -n 1; docker exec db ping -c 1 web; echo $?
docker inspect -f '{{json .HostConfig.Links}}' web db
docker rm -f db web
