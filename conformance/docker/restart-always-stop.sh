docker run -d --name ra --restart always busybox sleep 1000 | wc -c
docker kill ra
sleep 1
docker inspect -f '{{.State.Running}}' ra
docker update --restart no ra
docker stop -t 0 ra
docker rm ra
