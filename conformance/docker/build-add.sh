export DOCKER_BUILDKIT=0
mkdir t; echo x >t/f; tar -cf t.tar t; tar -czf t.tgz t; echo plain >p
cat >Dockerfile <<'X'
FROM busybox
ADD t.tar /un
ADD t.tgz /gz/
ADD p /plain
ADD t /dir
COPY t.tar /notun
RUN find /un /gz /plain /dir /notun | sort
X
docker build -t bb8 .; echo $?
docker rmi bb8 >/dev/null
printf 'FROM busybox\nCOPY http://localhost/x /\n' >Dockerfile; docker build . ; echo $?
