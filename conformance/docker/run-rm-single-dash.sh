docker run -rm busybox true; echo $?
