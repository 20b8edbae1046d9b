docker run --rm --restart always busybox true; echo $?
