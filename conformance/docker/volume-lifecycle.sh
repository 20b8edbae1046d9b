docker volume create --label a=b vl1
docker volume create vl1
docker volume inspect -f '{{.Name}} {{.Driver}} {{.Labels}} {{.Options}} {{.Mountpoint}} {{.Scope}}' vl1
docker run --rm -v vl1:/d busybox sh -c 'echo data > /d/f'
docker run -d --name vl1c -v vl1:/d busybox sleep 1000 | wc -c
docker volume rm vl1 2>&1 | sed 's/\[[0-9a-f]*\]/[ID]/'
docker volume ls --filter name=vl1 --filter dangling=true -q
docker volume ls --filter name=vl1 --filter dangling=false -q
docker rm -f vl1c
docker volume ls --filter name=vl1 --filter dangling=true -q
docker volume rm vl1
docker volume inspect vl1; echo rc=$?
