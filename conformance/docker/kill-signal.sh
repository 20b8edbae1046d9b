docker run -d --name ks busybox sh -c 'trap "echo usr1; exit 9" USR1; while :; do sleep 0.1; done' | wc -c
sleep 0.5
docker kill -s USR1 ks
docker wait ks
docker logs ks
docker kill -s NOSIG ks; echo $?
docker rm ks
