docker run -d --name rh1 --health-cmd 'test -e /ok' --health-interval 200ms --health-retries 2 --health-timeout 1s busybox sleep 1000 | wc -c
docker inspect -f '{{json .Config.Healthcheck}}' rh1
sleep 1.2
docker inspect -f '{{.State.Health.Status}}' rh1
docker exec rh1 touch /ok
sleep 0.8
docker inspect -f '{{.State.Health.Status}} {{.State.Health.FailingStreak}}' rh1
docker ps --filter health=healthy --filter name=rh1 --format '{{.Names}}'
docker rm -f rh1
docker run --rm --health-cmd x --no-healthcheck busybox true; echo rc=$?
docker run --rm --health-interval 1ns --health-cmd x busybox true; echo rc=$?
docker run --rm --health-interval -1s busybox true; echo rc=$?
docker run --rm --health-retries -1 busybox true; echo rc=$?
