docker create --name rpl --pids-limit 20 busybox | wc -c
docker inspect -f '{{.HostConfig.PidsLimit}}' rpl
docker rm rpl
docker create --name rpl --pids-limit -1 busybox | wc -c
docker inspect -f '{{.HostConfig.PidsLimit}}' rpl
docker rm rpl
docker create --name rpl busybox | wc -c
docker inspect -f '{{.HostConfig.PidsLimit}}' rpl
docker rm rpl
docker run --rm --pids-limit x busybox true; echo rc=$?
