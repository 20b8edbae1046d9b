docker network create --subnet 10.3.0.0/24 aa >/dev/null
docker run -d --name ca --network aa --ip 10.3.0.7 --mac-address 02:42:0a:03:00:07 busybox sleep 100 >/dev/null
docker network inspect aa
docker network inspect -v aa | wc -l
docker network inspect nosuch aa bridge -f '{{.Name}}'
docker network inspect -f '{{range .Containers}}{{.Name}} {{.IPv4Address}}{{end}}' aa
docker rm -f ca; docker network inspect -f '{{len .Containers}}' aa; docker network rm aa
