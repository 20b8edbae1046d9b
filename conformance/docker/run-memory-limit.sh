docker run --rm -m 64m busybox true; echo rc=$?
docker run -d --name rm1 -m 64m --memory-reservation 32m --memory-swap 128m busybox sleep 1000 | wc -c
docker inspect -f '{{.HostConfig.Memory}} {{.HostConfig.MemoryReservation}} {{.HostConfig.MemorySwap}} {{.HostConfig.MemorySwappiness}}' rm1
docker rm -f rm1
docker run --rm -m 5m busybox true; echo rc=$?
docker run --rm -m 64m --memory-swap 32m busybox true; echo rc=$?
docker run --rm --memory-swap 64m busybox true; echo rc=$?
docker run --rm -m 64m --memory-reservation 128m busybox true; echo rc=$?
docker run --rm -m 64x busybox true; echo rc=$?
docker run --rm --memory-swappiness 200 busybox true; echo rc=$?
