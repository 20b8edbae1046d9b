docker run --name va1 -v /data busybox sh -c 'echo kept > /data/f'
docker inspect -f '{{range .Mounts}}{{.Type}} {{.Destination}} {{len .Name}} {{.Driver}} {{.RW}}{{end}}' va1
v=$(docker inspect -f '{{(index .Mounts 0).Name}}' va1)
docker rm va1
docker volume inspect -f '{{.Labels}}' $v
docker run --rm -v $v:/x busybox cat /x/f
docker volume rm $v | wc -c
docker run --rm -v /gone busybox true
docker run --name va2 -v /data busybox true; v=$(docker inspect -f '{{(index .Mounts 0).Name}}' va2); docker rm -v va2; docker volume inspect $v >/dev/null 2>&1; echo rc=$?
