echo from stdin | docker run --rm -i busybox cat
echo not read | docker run --rm busybox cat
