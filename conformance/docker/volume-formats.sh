docker volume create --label x=1 --label y vf1 >/dev/null
docker volume create vf2 >/dev/null
docker volume ls --filter name=vf
docker volume ls --filter name=vf --format '{{.Name}}|{{.Driver}}|{{.Scope}}|{{.Mountpoint}}|{{.Labels}}|{{.Label "x"}}|{{.Links}}|{{.Size}}|{{.Status}}|{{.Availability}}|{{.Group}}'
docker volume ls --filter name=vf --format json
docker volume ls --filter name=vf --format 'table {{.Name}}\t{{.Driver}}'
docker volume ls --filter name=vf --format raw
docker volume ls --filter label=x=1 -q --format '{{.Driver}}'
docker volume ls --filter name=vf --format '{{.Nope}}'; echo rc=$?
docker volume inspect -f '{{.Nope}}' vf1; echo rc=$?
docker volume rm vf2 vf1
