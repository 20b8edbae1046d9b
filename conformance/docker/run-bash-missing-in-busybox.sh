docker run --rm busybox bash; echo $?
