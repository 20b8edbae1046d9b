docker run --rm -v $PWD/made:/x busybox sh -c 'ls -ld /x | cut -c1-10'
ls -ld made | cut -c1-10
docker run --rm -v $PWD/made:/x:ro,z busybox true; echo rc=$?
docker run --rm -v ./made:/x busybox sh -c 'touch /x/rel && echo ok'
ls made
docker run --rm -v ../w/made:/x busybox ls /x
docker run --rm -v made:/x busybox ls /x
docker volume rm made
