docker run -d --name ee1 busybox sleep 1000 | wc -c
docker exec ee1; echo rc=$?
docker exec ee1 nosuch; echo rc=$?
docker exec ee1 /etc; echo rc=$?
docker exec ee1 /etc/hosts; echo rc=$?
docker exec -w /nosuch ee1 pwd; echo rc=$?
docker exec -u nosuch ee1 id; echo rc=$?
docker exec -e =x ee1 env; echo rc=$?
docker exec --env-file nosuch ee1 env; echo rc=$?
docker exec -it ee1 sh; echo rc=$?
docker exec nosuch true; echo rc=$?
docker exec --nosuch ee1 true; echo rc=$?
docker exec ee1 sh -c 'exit 42'; echo rc=$?
docker exec ee1 sh -c 'kill -9 $$'; echo rc=$?
docker rm -f ee1
docker exec ee1 true; echo rc=$?
