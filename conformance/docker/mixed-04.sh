docker run -d --name d1a busybox sleep 100 >/dev/null
echo in | docker exec -i d1a cat; echo rc=$?
docker exec d1a sh -c 'exit 9'; echo rc=$?
docker exec d1a nosuch; echo rc=$?
docker exec d1a /etc; echo rc=$?
docker exec -w /nosuch d1a pwd; echo rc=$?
docker exec -u nosuch d1a id; echo rc=$?
docker exec -u 1000:1000 d1a id -u; echo rc=$?
docker exec -e A=b -e B d1a sh -c 'echo $A [$B]'
docker exec -it d1a sh; echo rc=$?
docker exec -t d1a tty; echo rc=$?
docker exec -d d1a touch /made; sleep 0.3; docker exec d1a ls /made
docker exec --env-file /nosuch d1a env; echo rc=$?
docker exec d1a; echo rc=$?
docker exec nosuch ls; echo rc=$?
docker rm -f d1a
