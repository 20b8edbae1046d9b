docker run --rm -u 1000 busybox id
docker run --rm -u 1000:2000 busybox id
docker run --rm -u :2000 busybox id
docker run --rm -u nobody busybox id
docker run --rm -u nosuch busybox id; echo rc=$?
docker run --rm -u 0:nosuch busybox id; echo rc=$?
docker run --rm -u -1 busybox id; echo rc=$?
docker run --rm -u 4294967296 busybox id; echo rc=$?
docker run --rm --group-add nosuchgroup busybox id; echo rc=$?
