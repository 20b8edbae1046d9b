docker run --rm busybox /etc; echo $?
