docker create --name ts busybox | wc -c
docker top ts; echo $?
docker rm ts
