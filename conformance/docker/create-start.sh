docker create --name cs busybox echo started | wc -c
docker inspect -f '{{.State.Status}}' cs
docker start cs
docker wait cs
docker logs cs
docker start -a cs
docker rm cs
