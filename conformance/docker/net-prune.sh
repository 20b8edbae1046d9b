docker network create --label keep aa >/dev/null; docker network create bb >/dev/null; docker network create cc >/dev/null; docker run -d --name xc --network cc busybox sleep 100 >/dev/null
docker network prune -f --filter label!=keep
docker network prune -f
docker network prune -f
docker network prune -f --filter foo=bar
docker network prune -f --filter until=foo
docker stop -t 0 xc
docker network prune -f
docker start xc; echo $?
docker rm xc
