mkdir -p cfg; printf '{"psFormat":"{{.Names}}","volumesFormat":"vol {{.Name}}","imagesFormat":"{{.Repository}}"}' > cfg/config.json
docker create --name cfm busybox | wc -c
docker --config cfg ps -a --filter name=cfm
docker --config cfg ps -a --filter name=cfm --format '{{.Image}}'
docker --config cfg images busybox
docker volume create cfv >/dev/null; DOCKER_CONFIG=$PWD/cfg docker volume ls --filter name=cfv
docker --config cfg volume ls -q --filter name=cfv
printf '{"psFormat":"{{.Nope}}"}' > cfg/config.json; docker --config cfg ps; echo rc=$?
docker rm cfm; docker volume rm cfv
