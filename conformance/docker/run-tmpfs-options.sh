docker run --rm --tmpfs /t:bogus busybox true; echo rc=$?
