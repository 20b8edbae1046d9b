docker attach nosuch; echo $?
docker create --name at busybox | wc -c
docker attach at; echo $?
docker rm at
