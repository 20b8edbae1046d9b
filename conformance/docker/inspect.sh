docker create --name in busybox echo a b | wc -c
docker inspect -f '{{.Name}} {{.Path}} {{.Args}} {{.Config.Image}} {{.State.Status}}' in
docker inspect --type image in; echo $?
docker inspect nosuch; echo $?
docker container inspect nosuch; echo $?
docker image inspect nosuch; echo $?
docker rm in
