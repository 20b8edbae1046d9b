export DOCKER_BUILDKIT=0
cat >Dockerfile <<'X'
FROM busybox
RUN mkdir /data && echo before >/data/f
VOLUME /data
RUN echo after >/data/g; ls /data
RUN ls /data
X
docker build -t bb23 .; echo $?
docker run --rm bb23 ls /data
docker rmi bb23 >/dev/null
