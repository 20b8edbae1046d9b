export DOCKER_BUILDKIT=0
printf 'FROM busybox\nRUN df -k /dev/shm | tail -1 | awk "{print \\$2}"; ulimit -n\n' >Dockerfile
docker build --shm-size 32m --ulimit nofile=123:456 --memory 64m --cpu-shares 100 -t bb25 .; echo $?
docker build --memory 1m . ; echo $?
docker build --memory abc .; echo $?
docker rmi bb25 >/dev/null
