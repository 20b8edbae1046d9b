docker run --rm -ti busybox true </dev/null; echo $?
docker run --rm -t busybox tty
