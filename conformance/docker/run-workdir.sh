docker run --rm -w /tmp busybox pwd
docker run --rm -w /made/here busybox pwd
docker run --rm -w relative busybox pwd; echo $?
