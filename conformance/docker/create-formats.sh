docker create --name cf1 -e A=1 -l x=y busybox sh -c 'echo $A' | wc -c
docker inspect -f '{{.Name}} {{.State.Status}} {{.Path}} {{.Args}} {{.Config.Labels}}' cf1
docker inspect -f '{{json .Config.Cmd}} {{json .Config.Entrypoint}} {{json .Config.Volumes}} {{json .Config.ExposedPorts}}' cf1
docker ps -a --filter name=cf1 --format '{{.Names}} {{.Status}} {{.Command}}'
docker rm cf1
