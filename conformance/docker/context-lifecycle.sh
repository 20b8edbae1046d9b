docker context create lab --docker host=unix:///var/run/docker.sock --description 'the lab'
docker context ls
docker context inspect lab -f '{{.Name}} {{.Endpoints.docker.Host}} {{.Metadata}}'
docker --context lab version --format '{{.Client.Context}}'
DOCKER_CONTEXT=lab docker context show
docker context use lab
docker context show
docker ps -q --filter name=nosuch
docker context update lab --description changed
docker context ls -q
docker context rm lab; echo rc=$?
docker context rm -f lab; docker context use default
docker context show
cat ~/.docker/config.json; rm -rf ~/.docker
