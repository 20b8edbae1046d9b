docker run -d --name lr1 busybox sh -c 'echo start' | wc -c
docker wait lr1
docker start -a lr1
docker logs lr1
docker rm lr1
