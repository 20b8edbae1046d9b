docker run --rm -u nobody busybox id -un
docker run --rm -u 1234:5678 busybox id -u
docker run --rm -u nosuch busybox id; echo $?
