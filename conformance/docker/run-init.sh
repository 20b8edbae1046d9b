docker run --rm --init busybox ps -o args
docker create --name ri1 --init busybox | wc -c
docker inspect -f '{{.HostConfig.Init}}' ri1
docker rm ri1
docker create --name ri2 busybox | wc -c
docker inspect -f '{{.HostConfig.Init}}' ri2
docker rm ri2
