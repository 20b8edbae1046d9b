docker run -d --name d1a busybox sleep 100 >/dev/null
docker rename d1a d1a; echo rc=$?
docker rename d1a 'b@d'; echo rc=$?
docker run --name d1a busybox true; echo rc=$?
docker rm d1a; echo rc=$?
docker kill -s USR1 d1a; docker kill -s 0 d1a; echo rc=$?
docker kill -s FOO d1a; echo rc=$?
docker pause d1a; docker exec d1a true; echo rc=$?; docker attach d1a; echo rc=$?; docker stop -t 0 d1a; echo rc=$?
docker unpause d1a; echo rc=$?
docker wait d1a; docker logs d1a; docker top d1a; echo rc=$?
docker rm -v d1a
