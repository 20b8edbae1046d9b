docker volume create sdv >/dev/null
docker run --name sdc -v sdv:/d busybox sh -c 'head -c 2000 /dev/zero > /d/x; head -c 3000 /dev/zero > /y'
docker system df -v --format '{{range .Volumes}}{{if eq .Name "sdv"}}{{.Name}} {{.Links}} {{.Size}}{{end}}{{end}}'; echo
docker system df -v --format '{{range .Containers}}{{if eq .Names "sdc"}}{{.Names}} {{.Size}} {{.LocalVolumes}}{{end}}{{end}}'; echo
docker system df --format '{{.Type}}'
docker system df --format 'table {{.Type}}' | head -1
docker rm sdc; docker volume rm sdv
