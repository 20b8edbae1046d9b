export DOCKER_BUILDKIT=0
printf 'FROM busybox\nRUN echo bb17\nENV bb17=b\n' >Dockerfile
docker build --rm=false --no-cache -t bb17 .; echo $?
docker ps -a --no-trunc --format '{{.Command}} {{.State}}' | grep bb17
docker rm $(docker ps -a --no-trunc --format '{{.ID}} {{.Command}}' | grep bb17 | cut -d' ' -f1) >/dev/null
docker rmi bb17 >/dev/null
