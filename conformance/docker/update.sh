docker run -d --name up busybox sleep 1000 | wc -c
docker update --memory 128m --memory-swap 256m up
docker inspect -f '{{.HostConfig.Memory}}' up
docker update nosuch --memory 64m; echo $?
docker update up; echo $?
docker rm -f up
