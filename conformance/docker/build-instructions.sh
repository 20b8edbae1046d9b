export DOCKER_BUILDKIT=0
cat >Dockerfile <<'X'
# a comment
FROM busybox
MAINTAINER Me <me@example.org>
ENV ONE=1 TWO="2 and more" THREE=a\ b
ENV OLD style value
LABEL a=b "c d"="e f" multi="x \
y"
EXPOSE 80 443/tcp 53/udp
VOLUME /data ["/x"]
VOLUME ["/v1", "/v2"]
USER nobody:nobody
WORKDIR /w
WORKDIR sub
STOPSIGNAL SIGQUIT
HEALTHCHECK --interval=5s --timeout=3s --retries=2 --start-period=1m CMD test -f /ok
SHELL ["/bin/sh", "-ec"]
RUN echo $ONE $TWO $THREE $OLD; \
    # inner comment
    id -un; pwd
ENTRYPOINT ["/bin/echo", "entry"]
CMD ["cmd", "args"]
ONBUILD RUN echo triggered
X
docker build -t bb12 .; echo $?
docker inspect -f '{{json .Config}}' bb12
docker inspect -f '{{.Author}}' bb12
docker history --format '{{.CreatedBy}}' --no-trunc bb12 | head -17
printf 'FROM bb12\nRUN echo child\n' >Dockerfile
docker build -t bb12c .; echo $?
docker rmi bb12c bb12 >/dev/null
