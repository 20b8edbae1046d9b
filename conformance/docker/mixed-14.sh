docker run -d --name d1a --restart always busybox sleep 100 >/dev/null
docker inspect -f '{{.HostConfig.RestartPolicy}} {{.RestartCount}}' d1a
docker update --restart no d1a; docker inspect -f '{{.HostConfig.RestartPolicy.Name}}' d1a
docker update --restart bad d1a; echo rc=$?
docker update d1a; echo rc=$?
docker rm -f d1a
docker run --rm --restart always busybox true; echo rc=$?
docker run -d --restart on-failure:x busybox true; echo rc=$?
docker run -d --restart always:3 busybox true; echo rc=$?
docker run -d --name d1a --restart on-failure:1 busybox false >/dev/null; sleep 2; docker inspect -f '{{.RestartCount}} {{.State.Status}} {{.State.ExitCode}}' d1a; docker rm -f d1a
