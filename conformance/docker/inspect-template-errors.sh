docker create --name ite busybox | wc -c
docker inspect -f '{{.Nope}}' ite; echo $?
docker inspect -f '{{' ite; echo $?
docker inspect -f '{{range .Mounts}}{{end}}x' ite
docker inspect -f '{{json .State.Status}} {{len .Args}} {{upper .Name}} {{index .Config.Cmd 0}}' ite
docker inspect -f '{{if .State.Running}}up{{else}}down{{end}} {{printf "%q %5d" .Name 7}}' ite
docker rm ite
