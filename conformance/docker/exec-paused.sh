docker run -d --name ep1 busybox sleep 1000 | wc -c
docker pause ep1
docker exec ep1 true; echo rc=$?
docker unpause ep1
docker exec ep1 echo awake
docker rm -f ep1
