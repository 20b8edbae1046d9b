echo data | docker run -i --rm busybox cat
printf 'a\nb\n' | docker run -i --rm busybox sh -c 'read x; echo got $x; cat'
echo x | docker run --rm busybox cat
echo rc=$?
docker run --rm busybox sh -c 'exit 42'; echo rc=$?
docker run --rm busybox sh -c 'kill -9 $$'; echo rc=$?
docker run --rm busybox sh -c 'echo o; echo e >&2' 2>/dev/null
docker run --rm busybox sh -c 'echo o; echo e >&2' 2>&1 >/dev/null
docker run --rm -a stdout busybox sh -c 'echo o; echo e >&2'
docker run --rm -a stderr busybox sh -c 'echo o; echo e >&2'
