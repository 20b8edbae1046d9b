docker container create --name mf busybox echo hi | wc -c
docker container start -a mf
docker container ls -a --filter name=mf --format '{{.Names}}'
docker container rm mf
docker container prune --help | head -3
