docker tag busybox rf1; docker tag busybox rf1:b
docker rmi rf1
docker rmi rf1 rf1:b; echo rc=$?
docker rmi nosuch; echo rc=$?
docker rmi -f nosuch; echo rc=$?
docker rmi; echo rc=$?
docker rmi 'BAD'; echo rc=$?
docker tag busybox rf2
docker create --name rfc rf2 | wc -c
docker rmi rf2
docker inspect -f '{{.Config.Image}}' rfc
docker ps -a --filter name=rfc --format '{{.Image}}'
docker rm rfc
docker image rm nosuch:1; echo rc=$?
docker image remove nosuch:1; echo rc=$?
