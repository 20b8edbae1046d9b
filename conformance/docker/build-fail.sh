export DOCKER_BUILDKIT=0
printf 'FROM busybox\nRUN echo before; exit 3\nRUN echo never\n' >Dockerfile
docker build --force-rm -t bb3 .; echo $?
printf 'FROM busybox\nRUN nosuchprogram 2>/dev/null\n' >Dockerfile
docker build --force-rm .; echo $?
printf 'FROM busybox\nRUN ["/nosuch", "a"]\n' >Dockerfile
docker build --force-rm .; echo $?
printf 'FROM busybox\nRUN ["false", "a b"]\n' >Dockerfile
docker build --force-rm .; echo $?
