docker rmi nosuch; echo $?
docker rmi; echo $?
docker create --name ri busybox | wc -c
docker tag busybox ri-image
docker rmi ri-image
docker rmi busybox; echo $?
docker rm ri
