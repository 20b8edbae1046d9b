docker run --name ev busybox true
docker events --since 10s --until 0s --filter container=ev --format '{{.Type}} {{.Action}}'
docker rm ev
