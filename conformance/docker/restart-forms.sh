docker run -d --name rst busybox sh -c 'trap "exit 0" TERM; while :; do sleep 0.05; done' | wc -c
docker restart rst
docker restart -t 0 rst
docker restart -s KILL rst
docker inspect -f '{{.State.Running}} {{.RestartCount}}' rst
docker stop -t 1 rst
docker restart rst
docker restart nosuch rst; echo rc=$?
docker restart -t x rst; echo rc=$?
docker restart; echo rc=$?
docker rm -f rst
