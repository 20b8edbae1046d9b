export DOCKER_BUILDKIT=0
printf 'FROM busybox\nRUN echo "building simple docker image."\nCMD echo "hello container."\n' >Dockerfile
docker build -t bb1 .; echo $?
docker run --rm bb1
docker build -t bb1 .; echo $?
docker rmi bb1
