docker images busybox
docker images -q busybox | wc -l
docker images nosuch
docker images --format '{{.Repository}}' busybox
docker image ls --no-trunc --format '{{.ID}}' busybox
