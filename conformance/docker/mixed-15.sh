docker events --since 0 --until 0s --filter container=nosuch; echo rc=$?
docker network ls --format '{{.Name}}' | sort; docker network inspect nosuch; echo rc=$?; docker network rm bridge; echo rc=$?
docker version --format '{{.Client.APIVersion}} {{.Server.APIVersion}} {{.Server.MinAPIVersion}} {{.Server.Os}}'
docker info --format '{{.OSType}} {{.Swarm.LocalNodeState}} {{.Driver}} {{.LoggingDriver}} {{.DefaultRuntime}}'
docker node ls >/dev/null 2>&1; echo
docker ps --bad; echo rc=$?
docker top; echo rc=$?
docker port nosuch; echo rc=$?
docker stats --no-stream nosuch; echo rc=$?
