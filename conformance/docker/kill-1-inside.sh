docker run -d --name k1 busybox sleep 1000 | wc -c
docker exec k1 kill 1
docker exec k1 kill -9 1
docker inspect -f '{{.State.Running}}' k1
docker rm -f k1
