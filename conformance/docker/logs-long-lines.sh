docker run --name ll1 busybox sh -c 'head -c 40000 /dev/zero | tr "\0" x; echo; printf "no newline"'
docker logs ll1 | wc -c
docker logs ll1 | wc -l
docker rm ll1
