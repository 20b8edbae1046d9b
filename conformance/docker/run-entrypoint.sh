docker run --rm --entrypoint echo busybox from entrypoint
docker run --rm --entrypoint nope busybox x; echo $?
