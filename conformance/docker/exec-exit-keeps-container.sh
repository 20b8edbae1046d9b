docker run -d --name ek busybox sleep 1000 | wc -c
docker exec ek sh -c 'exit 0'
docker inspect -f '{{.State.Running}}' ek
docker rm -f ek
