docker run -d --name lab -l a=1 -l b busybox sleep 1000 | wc -c
docker inspect -f '{{json .Config.Labels}}' lab
docker ps -q --filter label=a=1 | wc -l
docker ps -q --filter label=a=2 | wc -l
docker rm -f lab
