docker run --rm --ipc bogus busybox true; echo rc=$?
docker run --rm --ipc container:nosuch busybox true; echo rc=$?
docker run -d --name riu --ipc shareable busybox sleep 1000 | wc -c
docker run --rm --ipc container:riu busybox echo joined
docker run -d --name riu2 busybox sleep 1000 | wc -c
docker run --rm --ipc container:riu2 busybox true; echo rc=$?
docker run --rm --uts bogus busybox true; echo rc=$?
docker run --rm --uts host busybox sh -c 'hostname | wc -w'
docker run --rm --uts host --hostname x busybox true; echo rc=$?
docker run --rm --ipc none busybox echo none
docker rm -f riu riu2
