docker run -d --name sp1 busybox sleep 1000 | wc -c
docker run -d --name sp2 busybox sleep 1000 | wc -c
docker stop -t 0 sp1 sp2 nosuch; echo rc=$?
docker inspect -f '{{.State.Status}} {{.State.ExitCode}}' sp1
docker stop sp1
docker stop --time 0 sp1
docker stop -t x sp1; echo rc=$?
docker stop -t -1 nosuch; echo rc=$?
docker stop; echo rc=$?
docker rm sp1 sp2
