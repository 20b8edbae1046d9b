docker create --name old busybox | wc -c
docker create --name other busybox | wc -c
docker rename old new; echo $?
docker rename new other; echo $?
docker rename nosuch x1; echo $?
docker rm new other
