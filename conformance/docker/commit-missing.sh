docker commit nosuch; echo $?
docker create --name cm busybox | wc -c
docker commit cm BAD/Name; echo $?
docker rm cm
