docker run --restart sometimes busybox true; echo $?
docker run --restart always:3 busybox true; echo $?
