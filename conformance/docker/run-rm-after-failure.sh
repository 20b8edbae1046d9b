docker run --rm --name rrf busybox nosuch; echo rc=$?
docker ps -aq --filter name=rrf | wc -l
docker run --name rrf busybox nosuch; echo rc=$?
docker inspect -f '{{.State.Status}} {{.State.ExitCode}} {{.State.Error}}' rrf
docker start rrf; echo rc=$?
docker rm rrf
