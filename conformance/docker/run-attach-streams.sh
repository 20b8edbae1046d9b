docker run --rm -a stdout busybox sh -c 'echo out; echo err >&2'
docker run --rm -a stderr busybox sh -c 'echo out; echo err >&2'
docker run --rm -a STDOUT -a stderr busybox sh -c 'echo out; echo err >&2'
echo input | docker run --rm -a stdin busybox cat
echo input | docker run --rm -i -a stdin -a stdout busybox cat
docker run --rm -a bogus busybox true; echo rc=$?
docker run -d -a stdout busybox true; echo rc=$?
