docker network create --subnet 10.5.0.0/24 bb >/dev/null; docker create --name ca busybox ip route >/dev/null
docker network connect --ip 10.5.0.77 bb ca
docker inspect -f '{{json .NetworkSettings.Networks.bb}}' ca
docker start -a ca | sed 's/dev eth./dev ethN/' | sort
docker network disconnect bb ca; docker network disconnect bb ca
docker network connect nosuch ca; echo $?
docker inspect -f '{{range $n, $e := .NetworkSettings.Networks}}{{$n}} {{end}}' ca
docker start ca
docker network disconnect nosuch ca
docker start -a ca
docker rm ca; docker network rm bb
