docker run -d --name det busybox sleep 1000 >id; wc -c <id
test "$(cat id)" = "$(docker inspect -f '{{.Id}}' det)" && echo same
docker rm -f det
