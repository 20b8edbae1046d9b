docker create --name r1 busybox | wc -c
docker create --name r2 busybox | wc -c
docker rm r1 nosuch r2; echo $?
