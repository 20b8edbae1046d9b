printf 'x=1\n# c\ny\n' > labels
docker create --name rlb -l a=b -l c --label-file labels busybox | wc -c
docker inspect -f '{{json .Config.Labels}}' rlb
docker ps -a --filter label=c --filter label=x=1 --format '{{.Names}} {{.Label "x"}}|{{.Label "nosuch"}}|'
docker ps -a --filter label=x=2 --format '{{.Names}}'
docker rm rlb
docker run --rm -l =b busybox true; echo rc=$?
docker run --rm -l 'a b=c' busybox true; echo rc=$?
docker run --rm --label-file nosuch busybox true; echo rc=$?
