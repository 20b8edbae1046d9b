docker create --name rvf1 -v rvf:/data busybox | wc -c
docker run --rm --volumes-from rvf1 busybox sh -c 'echo kept > /data/f'
docker run --rm --volumes-from rvf1:ro busybox sh -c 'cat /data/f; echo x > /data/g'; echo rc=$?
docker run --rm --volumes-from nosuch busybox true; echo rc=$?
docker run --rm --volumes-from rvf1:bogus busybox true; echo rc=$?
docker rm rvf1
docker volume rm rvf
