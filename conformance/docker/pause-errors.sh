docker create --name pe1 busybox sleep 1000 | wc -c
docker pause pe1; echo rc=$?
docker unpause pe1; echo rc=$?
docker start pe1
docker pause pe1 && docker pause pe1; echo rc=$?
docker inspect -f '{{.State.Status}} {{.State.Paused}} {{.State.Running}}' pe1
docker ps --filter name=pe1 --format '{{.State}} {{.Status}}' | sed 's/Up .* (/Up (/'
docker stop -t 0 pe1; echo rc=$?
docker inspect -f '{{.State.Status}}' pe1
docker pause nosuch pe1; echo rc=$?
docker unpause; echo rc=$?
docker rm -f pe1
