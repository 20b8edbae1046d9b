for n in p1 p2 p3; do docker network create $n >/dev/null; docker network inspect -f '{{.Name}} {{range .IPAM.Config}}{{.Subnet}} {{.Gateway}}{{end}}' $n; done
docker network rm p2 >/dev/null
docker network create p4 >/dev/null; docker network inspect -f '{{.Name}} {{range .IPAM.Config}}{{.Subnet}}{{end}}' p4
docker network create --subnet 172.21.0.0/16 p5 >/dev/null
docker network create p6 >/dev/null; docker network inspect -f '{{.Name}} {{range .IPAM.Config}}{{.Subnet}}{{end}}' p6
docker network create p7 >/dev/null; docker network inspect -f '{{.Name}} {{range .IPAM.Config}}{{.Subnet}}{{end}}' p7
docker network rm p1 p3 p4 p5 p6 p7
