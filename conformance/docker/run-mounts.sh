mkdir -p src; echo content > src/file
docker run --rm --mount type=bind,source=$PWD/src,target=/x busybox cat /x/file
docker run --rm --mount type=bind,source=$PWD/src,target=/x,readonly busybox touch /x/new; echo rc=$?
docker run --rm -v $PWD/src/file:/y busybox cat /y
docker run --rm -v $PWD/src:/x:ro busybox sh -c 'cat /x/file'; echo rc=$?
docker run --rm --mount type=tmpfs,target=/t,tmpfs-mode=1770 busybox sh -c 'ls -ld /t | cut -c1-10; mount | grep " /t " | cut -d" " -f1-5'
docker run --rm --tmpfs /t:rw,size=64k busybox sh -c 'df -k /t | tail -1 | tr -s " " | cut -d" " -f2'
docker create --name rmn -v rmn1:/a -v /b --mount type=bind,source=$PWD/src,target=/c busybox | wc -c
docker inspect -f '{{range .Mounts}}{{.Type}} {{.Destination}} {{.Mode}} {{.RW}} {{.Propagation}}
{{end}}' rmn | sort
docker rm -v rmn
docker volume rm rmn1
