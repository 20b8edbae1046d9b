docker network create --subnet 10.30.0.0/29 tiny >/dev/null
for i in 1 2 3 4 5 6; do docker run -d --name t$i --network tiny busybox sleep 1000 >/dev/null; echo $?; done
docker inspect -f '{{.State.Status}} {{.State.ExitCode}}' t6
docker rm -f t1 t2 t3 t4 t5 t6; docker network rm tiny
