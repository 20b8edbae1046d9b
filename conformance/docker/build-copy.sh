export DOCKER_BUILDKIT=0
mkdir -p d/sub; echo 1 >a.txt; echo 2 >b.txt; echo 3 >d/c; echo 4 >d/sub/e; ln -s a.txt link
cat >Dockerfile <<'X'
FROM busybox
COPY a.txt /one
COPY a.txt b.txt /many/
COPY *.txt /wild/
COPY d /dir
COPY d/ /dir2/
COPY . /all
COPY link /viaLink
COPY d/su? /quest/
WORKDIR /work
COPY a.txt .
COPY b.txt renamed
RUN find /one /many /wild /dir /dir2 /all /viaLink /quest /work | sort; cat /viaLink
X
docker build -t bb7 . ; echo $?
docker history --format '{{.CreatedBy}}' --no-trunc bb7 | sed -E 's/(file|dir|multi):[0-9a-f]{64}/\1:SUM/' | head -12
docker rmi bb7 >/dev/null
