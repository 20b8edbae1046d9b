docker run --rm Busybox true; echo $?
