docker run -d --name bco4 busybox sh -c 'echo hello >/f; sleep 100' | wc -c
sleep 0.5
docker commit bco4 bco4:live | cut -c1-7
docker inspect -f '{{.State.Status}}' bco4
docker commit -p=false bco4 bco4:live2 | cut -c1-7
docker run --rm bco4:live cat /f
docker rm -f bco4; docker rmi bco4:live bco4:live2 >/dev/null
