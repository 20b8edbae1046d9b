docker rum busybox; echo $?
