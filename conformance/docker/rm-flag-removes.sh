docker run --rm --name gone busybox true
docker ps -a --filter name=gone -q
