docker run -d --name rdo busybox sh -c 'echo later; sleep 0.3; echo end' | wc -c
docker wait rdo
docker logs rdo
docker rm rdo
docker run -d --name rdo2 busybox nosuch; echo rc=$?
docker ps -a --filter name=rdo2 --format '{{.Names}} {{.State}}'
docker rm rdo2
