docker run -d --name tr busybox sh -c 'trap "echo bye; exit 3" TERM; while :; do sleep 0.1; done' | wc -c
sleep 0.5
docker stop tr
docker wait tr
docker logs tr
docker rm tr
