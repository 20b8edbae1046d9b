docker run -d --name rs1 --stop-signal INT busybox sh -c 'trap "echo got INT; exit 4" INT; while :; do sleep 0.1; done' | wc -c
sleep 0.3; docker stop -t 5 rs1
docker logs rs1
docker inspect -f '{{.State.ExitCode}} {{.Config.StopSignal}}' rs1
docker rm rs1
docker run --rm --stop-signal BOGUS busybox true; echo rc=$?
docker run -d --name rs2 --stop-timeout 0 busybox sleep 1000 | wc -c
docker stop rs2
docker inspect -f '{{.State.ExitCode}} {{.Config.StopTimeout}}' rs2
docker rm rs2
docker run -d --name rs3 busybox sleep 1000 | wc -c
docker stop -s KILL rs3
docker inspect -f '{{.State.ExitCode}}' rs3
docker start rs3; docker stop -s nosuch rs3; echo rc=$?
docker rm -f rs3
