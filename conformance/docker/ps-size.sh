docker run --name sz busybox sh -c 'echo hello >/f'
docker ps -a -s --filter name=sz --format '{{.Names}}'
docker rm sz
