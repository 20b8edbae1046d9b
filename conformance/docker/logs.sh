docker run --name lo busybox sh -c 'echo one; echo two; echo three'
docker logs lo
docker logs --tail 1 lo
docker logs --tail 0 lo
docker logs -n 2 lo
docker rm lo
