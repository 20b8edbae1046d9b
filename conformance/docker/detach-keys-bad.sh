docker run --rm --detach-keys 'ctrl-!' -t busybox true; echo $?
