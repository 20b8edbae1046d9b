docker run --rm busybox true; echo $?
docker run --rm busybox false; echo $?
