docker run --rm --cups=.5 busybox true; echo $?
docker run --rm --cpus=x busybox true; echo $?
