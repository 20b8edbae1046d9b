docker run --rm busybox sh -c 'echo out; echo err >&2' 2>/dev/null
docker run --rm busybox sh -c 'echo out; echo err >&2' 2>&1 >/dev/null
