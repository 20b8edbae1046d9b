docker run --name cpl1 -l prune=me busybox true
docker run -d --name cpl2 -l prune=me busybox sleep 1000 | wc -c
echo n | docker container prune --filter label=prune=me
docker container prune -f --filter label=prune=me | sed 's/^[0-9a-f]\{64\}$/ID/'
docker ps -a --filter label=prune=me --format '{{.Names}}'
docker container prune -f --filter label=prune=me
docker container prune -f --filter bogus=1; echo rc=$?
docker container prune x; echo rc=$?
docker rm -f cpl2
