docker network create --subnet 10.4.0.0/24 aa >/dev/null
docker run -d --name ca busybox sleep 1000 >/dev/null
docker network connect aa ca; echo $?
docker exec ca ip route
docker exec ca tail -n 2 /etc/hosts | cut -f1
docker inspect -f '{{range $n, $e := .NetworkSettings.Networks}}{{$n}} {{$e.IPAddress}} {{$e.Gateway}}|{{end}}' ca
docker network connect aa ca; echo $?
docker network disconnect aa ca; echo $?
docker network disconnect aa ca; echo $?
docker exec ca ip route
docker exec ca tail -n 1 /etc/hosts | cut -f1
docker rm -f ca; docker network rm aa
