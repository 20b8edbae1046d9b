docker run --name lo1 busybox sh -c 'for i in 1 2 3 4 5; do echo line $i; done'
docker logs --tail 2 lo1 2>/dev/null
docker logs -n 0 lo1 2>/dev/null
docker logs --tail all lo1 2>/dev/null | wc -l
docker logs --tail -1 lo1 2>/dev/null | wc -l
docker logs --tail bogus lo1 2>/dev/null | wc -l
docker logs -t lo1 2>/dev/null | cut -d' ' -f2- | head -2
docker logs --since 1h lo1 2>/dev/null | wc -l
docker logs --since 2100-01-01 lo1 | wc -l
docker logs --until 2001-01-01T00:00:00 lo1 | wc -l
docker logs --since bogus lo1; echo rc=$?
docker logs --until 1x lo1; echo rc=$?
docker logs --details lo1 2>/dev/null | head -1
docker logs -f lo1 2>/dev/null | tail -1
docker rm lo1
docker logs lo1; echo rc=$?
docker logs; echo rc=$?
docker logs a b; echo rc=$?
