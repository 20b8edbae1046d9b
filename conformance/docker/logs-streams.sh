docker run --name ls2 busybox sh -c 'echo out; echo err >&2' >/dev/null 2>&1
docker logs ls2 2>/dev/null
docker logs ls2 2>&1 >/dev/null
docker rm ls2
