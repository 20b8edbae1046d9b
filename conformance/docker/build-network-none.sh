export DOCKER_BUILDKIT=0
printf 'FROM busybox\nRUN cat /proc/net/dev | grep -c :; echo $HOSTNAME | wc -c\n' >Dockerfile
docker build --network none -t bb24 .; echo $?
docker build --network nosuchnet --force-rm --no-cache .; echo $?
docker build --add-host foo:1.2.3.4 --add-host bad -t bb24 .; echo $?
printf 'FROM busybox\nRUN grep foo /etc/hosts\n' >Dockerfile
docker build --add-host foo:1.2.3.4 -t bb24 .; echo $?
docker rmi bb24 >/dev/null
