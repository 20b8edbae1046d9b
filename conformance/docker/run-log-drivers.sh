docker run --name rl1 --log-driver none busybox echo hidden
docker logs rl1; echo rc=$?
docker rm rl1
docker run --name rl2 --log-driver local busybox echo local
docker logs rl2
docker rm rl2
docker run --rm --log-driver nosuch busybox true; echo rc=$?
docker run --rm --log-opt nosuch=1 busybox true; echo rc=$?
docker run --rm --log-opt max-size=abc busybox true; echo rc=$?
docker run --rm --log-opt max-file=-1 busybox true; echo rc=$?
docker run --rm --log-opt mode=bogus busybox true; echo rc=$?
docker run --rm --log-driver none --log-opt a=b busybox true; echo rc=$?
docker create --name rl3 --log-opt max-size=1m --log-opt max-file=3 busybox | wc -c
docker inspect -f '{{json .HostConfig.LogConfig}}' rl3
docker rm rl3
