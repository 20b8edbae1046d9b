docker run --rm --read-only busybox touch /file; echo rc=$?
docker run --rm --read-only --tmpfs /tmp busybox sh -c 'touch /tmp/f && echo written'
docker run --rm --read-only -v rro:/data busybox sh -c 'touch /data/f && echo written'
docker volume rm rro
docker create --name rro1 --read-only busybox | wc -c
docker inspect -f '{{.HostConfig.ReadonlyRootfs}} {{json .HostConfig.Tmpfs}}' rro1
docker rm rro1
