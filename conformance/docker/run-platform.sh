docker run --rm --platform linux/amd64 busybox uname -s
docker run --rm --platform linux/amd64/v1/x busybox true; echo rc=$?
docker run --rm --pull never --platform linux/arm64 busybox true; echo rc=$?
