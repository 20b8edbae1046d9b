docker run -d --name kf1 busybox sh -c 'trap "echo usr1" USR1; while :; do sleep 0.05; done' | wc -c
sleep 0.3
docker kill -s USR1 kf1; sleep 0.3; docker logs kf1
docker kill -s 10 kf1; sleep 0.3; docker logs kf1 | wc -l
docker kill --signal=SIGUSR1 kf1
docker kill -s bogus kf1; echo rc=$?
docker kill -s 999 kf1; echo rc=$?
docker kill -s 0 kf1; echo rc=$?
docker kill kf1
docker kill kf1; echo rc=$?
docker kill nosuch kf1; echo rc=$?
docker kill; echo rc=$?
docker inspect -f '{{.State.ExitCode}} {{.State.OOMKilled}}' kf1
docker rm kf1
