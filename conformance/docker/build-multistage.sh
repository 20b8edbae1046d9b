export DOCKER_BUILDKIT=0
cat >Dockerfile <<'X'
FROM busybox AS build
RUN mkdir /out && echo made >/out/f && chown 7:8 /out/f
FROM busybox AS other
COPY --from=build /out/f /got
RUN cat /got; stat -c %u:%g /got
FROM other
COPY --from=0 /out /out2
COPY --from=busybox /etc/passwd /pw
RUN ls /out2 /pw
X
docker build -t bb11 .; echo $?
docker build --target build -t bb11:target .; echo $?
docker build --target nosuch .; echo $?
docker rmi bb11 bb11:target >/dev/null
