docker run --rm busybox /no/such/file; echo $?
