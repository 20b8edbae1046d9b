docker run -d --name d1a busybox sh -c 'trap "echo bye; exit 7" TERM; while :; do sleep 0.1; done' >/dev/null
sleep 0.5
docker stop d1a; docker wait d1a; docker logs d1a; docker inspect -f '{{.State.ExitCode}} {{.State.Status}} {{.State.OOMKilled}}' d1a; docker rm d1a
docker run -d --name d1a --stop-signal INT busybox sh -c 'trap "exit 5" INT; while :; do sleep 0.1; done' >/dev/null
sleep 0.5
docker stop d1a; docker inspect -f '{{.State.ExitCode}} {{.Config.StopSignal}}' d1a; docker rm d1a
