docker run -d --name w1 -p 8080:80 busybox sleep 1000 >/dev/null
docker stop -t 0 w1; docker port w1; docker ps -a --format '{{.Ports}}'; docker inspect -f '{{json .NetworkSettings.Ports}}' w1
docker start w1; docker port w1; docker pause w1; docker port w1; docker unpause w1; docker rm -f w1
