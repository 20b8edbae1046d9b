docker network create ev >/dev/null
since=$(date +%s)
docker run -d --name e1 --network ev busybox sleep 1000 >/dev/null; docker network connect bridge e1; docker network disconnect ev e1; docker rm -f e1 >/dev/null; docker network rm ev >/dev/null
docker network create ev2 >/dev/null; docker network prune -f >/dev/null
sleep 1; docker events --since $since --until $(date +%s) --filter type=network --format '{{.Action}} {{.Actor.Attributes.name}} {{.Actor.Attributes.type}}'
