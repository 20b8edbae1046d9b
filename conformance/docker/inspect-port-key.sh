docker create --name ipk -p 127.0.0.1:8124:80 busybox | wc -c
docker inspect -f '{{with index .HostConfig.PortBindings "80/tcp"}}{{range .}}{{.HostIP}}:{{.HostPort}}{{end}}{{end}}' ipk; echo rc=$?
docker inspect -f '{{(index (index .HostConfig.PortBindings "80/tcp") 0).HostPort}}' ipk
docker rm ipk
