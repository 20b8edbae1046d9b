docker run --frobnicate busybox; echo $?
