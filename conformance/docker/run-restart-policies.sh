docker run --rm --restart always busybox true; echo rc=$?
docker run --rm --restart no busybox echo no
docker run --restart bogus busybox true; echo rc=$?
docker run --restart always:2 busybox true; echo rc=$?
docker run --restart on-failure:x busybox true; echo rc=$?
docker run --restart on-failure:-1 busybox true; echo rc=$?
docker run -d --name rr1 --restart on-failure:1 busybox false | wc -c
sleep 1.5
docker inspect -f '{{.RestartCount}} {{.State.Status}} {{.State.ExitCode}}' rr1
docker rm rr1
for p in always unless-stopped on-failure on-failure:3 no ''; do docker create --name rr2 --restart "$p" busybox >/dev/null; docker inspect -f '{{json .HostConfig.RestartPolicy}}' rr2; docker rm rr2; done
