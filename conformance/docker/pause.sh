docker run -d --name pa busybox sleep 1000 | wc -c
docker pause pa
docker inspect -f '{{.State.Status}} {{.State.Paused}}' pa
docker pause pa; echo $?
docker unpause pa
docker unpause pa; echo $?
docker rm -f pa
