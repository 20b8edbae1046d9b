export DOCKER_BUILDKIT=0
printf 'FROM busybox\nENV a=1\nENV b=2\n' >Dockerfile
docker build -t bb30 . >/dev/null 2>&1
printf 'FROM busybox\nENV a=1\nENV b=3\n' >Dockerfile
docker build -t bb30b . | grep -A1 -E 'Step 2'
docker rmi busybox:nosuch bb30 bb30b | sed -E 's/[0-9a-f]{64}/ID/'
