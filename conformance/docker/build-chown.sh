export DOCKER_BUILDKIT=0
echo x >f; mkdir d; echo y >d/g; chmod 600 f
cat >Dockerfile <<'X'
FROM busybox
COPY f /plain
COPY --chown=12:34 f /nums
COPY --chown=nobody f /named
COPY --chown=nobody:root d /dir
COPY --chown=5 f /new/sub/f
RUN stat -c '%u:%g %a %n' /plain /nums /named /dir /dir/g /new /new/sub /new/sub/f
X
docker build -t bb9 .; echo $?
docker rmi bb9 >/dev/null
