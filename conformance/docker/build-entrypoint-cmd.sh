export DOCKER_BUILDKIT=0
printf 'FROM busybox\nCMD ["a"]\nENTRYPOINT ["echo"]\n' >Dockerfile; docker build -q -t bb31 . >/dev/null 2>&1; docker run --rm bb31; docker run --rm bb31 x
printf 'FROM busybox\nENTRYPOINT echo shell\nCMD ["ignored"]\n' >Dockerfile; docker build -q -t bb31 . >/dev/null 2>&1; docker run --rm bb31 y
printf 'FROM bb31\nENTRYPOINT ["echo", "reset"]\n' >Dockerfile; docker build -q -t bb31b . >/dev/null 2>&1; docker inspect -f '{{json .Config.Cmd}}' bb31b; docker run --rm bb31b
docker rmi bb31b bb31 >/dev/null
