docker create --name es busybox | wc -c
docker exec es true; echo $?
docker exec nosuch true; echo $?
docker exec es; echo $?
docker rm es
