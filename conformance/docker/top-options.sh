docker run -d --name to1 busybox sleep 1000 | wc -c
docker top to1 | head -1
docker top to1 -o args
docker top to1 -o pid,args | head -1
docker top to1 -eo pid,comm | head -1
docker top to1 nosuch; echo rc=$?
docker top to1 -o bogus; echo rc=$?
docker stop -t 0 to1 >/dev/null
docker top to1; echo rc=$?
docker top nosuch; echo rc=$?
docker top; echo rc=$?
docker rm to1
