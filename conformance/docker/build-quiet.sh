export DOCKER_BUILDKIT=0
printf 'FROM busybox\nLABEL q=1\n' >Dockerfile
docker build -q -t bb2 .; echo $?
docker build -q .; echo $?
printf 'FROM busybox\nRUN false\n' >Dockerfile
docker build -q . ; echo $?
docker rmi bb2
