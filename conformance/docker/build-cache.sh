export DOCKER_BUILDKIT=0
echo 1 >f
printf 'FROM busybox\nRUN echo cached\nCOPY f /f\nRUN cat /f\nCMD x\n' >Dockerfile
docker build -t bb13 . | grep -v '^Sending'
docker build -t bb13 . | grep -v '^Sending'
touch -d '2001-01-01' f; docker build -t bb13 . | grep -c 'Using cache'
echo 2 >f; docker build -t bb13 . | grep -v '^Sending'
chmod 700 f; docker build -t bb13 . | grep -c 'Using cache'
docker build --no-cache -t bb13 . | grep -c 'Using cache'
docker rmi bb13 >/dev/null
docker image prune -f >/dev/null
