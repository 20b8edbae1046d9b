docker run --rm --ulimit nofile=100:200 busybox sh -c 'ulimit -Sn; ulimit -Hn'
docker run --rm --ulimit core=0 busybox sh -c 'ulimit -c'
docker run --rm --ulimit nofile=300:200 busybox true; echo rc=$?
docker run --rm --ulimit bogus=1 busybox true; echo rc=$?
docker run --rm --ulimit nofile=1:2:3 busybox true; echo rc=$?
docker create --name ru1 --ulimit nofile=5 --ulimit nproc=6:7 busybox | wc -c
docker inspect -f '{{json .HostConfig.Ulimits}}' ru1
docker rm ru1
