export DOCKER_BUILDKIT=0
cat >Dockerfile <<'X'
ARG TAG=latest
ARG UNUSED
FROM busybox:$TAG
ARG A=default
ARG B
ENV C=${A}-${B:-none} D=${B:+set}
RUN echo "A=$A B=$B C=$C D=$D TAG=$TAG"
ARG TAG
RUN echo "TAG=$TAG"
X
docker build -t bb10 .; echo $?
docker build -t bb10 --build-arg A=x --build-arg B=y --build-arg NOPE=1 .; echo $?
docker history --format '{{.CreatedBy}}' --no-trunc bb10 | head -6
docker rmi bb10 >/dev/null
