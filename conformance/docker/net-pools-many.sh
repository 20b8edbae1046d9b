for i in $(seq 1 17); do docker network create m$i >/dev/null; done
for i in $(seq 1 17); do docker network inspect -f '{{range .IPAM.Config}}{{.Subnet}} {{.Gateway}}{{end}}' m$i; done
docker network prune -f | sort
