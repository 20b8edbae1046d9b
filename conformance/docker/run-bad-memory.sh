docker run --rm --memory lots busybox true; echo $?
docker run --rm --memory 1k busybox true; echo $?
