export DOCKER_BUILDKIT=0
printf 'FROM busybox\nLABEL alias=1\n' >Dockerfile
docker image build -t bb28 .; echo $?
docker builder build -t bb28 .; echo $?
docker rmi bb28 >/dev/null
