for c in 0 1 125 126 127 130 200 255 256; do docker run --rm busybox sh -c "exit $c"; echo $c=$?; done
docker run --rm busybox sh -c 'kill -9 $$'; echo rc=$?
docker run --rm busybox sh -c 'kill -TERM $$; echo still here'; echo rc=$?
docker run --rm busybox /bin; echo rc=$?
docker run --rm busybox /etc/hosts; echo rc=$?
