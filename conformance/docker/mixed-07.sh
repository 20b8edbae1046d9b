docker run --name d1a busybox sh -c 'for i in 1 2 3 4 5; do echo line $i; done'
docker logs --tail 2 d1a; docker logs -n 0 d1a; docker logs --tail all d1a | wc -l; docker logs --tail x d1a; echo rc=$?
docker logs -t d1a | head -1 | wc -w
docker logs --since 1h --until 1s d1a; docker logs --since 0 d1a | head -1
docker logs -f d1a | tail -1
docker logs --details d1a | head -2
docker rm d1a
