docker run -d --name pc1 -v pcv:/d -l b=2 -l a=1 busybox sleep 1000 | wc -c
docker ps --filter name=pc1 --format '{{.Names}}|{{.Image}}|{{.Command}}|{{.State}}|{{.Ports}}|{{.Labels}}|{{.Mounts}}|{{.LocalVolumes}}|{{.Networks}}'
docker ps --filter name=pc1 --no-trunc --format '{{.Command}}|{{.Mounts}}|{{len .ID}}'
docker ps --filter name=pc1 --format '{{json .Names}} {{json .LocalVolumes}}'
docker ps --filter name=pc1 --format 'table {{.Names}}\t{{.Label "a"}}\t{{.Mounts}}'
docker ps --filter name=pc1 --format 'raw' | grep -E '^(names|image|labels|command)'
docker ps --filter name=pc1 --format 'table'
docker ps -q --filter name=pc1 --format '{{.Names}}' 2>&1 | sed 's/^[0-9a-f]\{12\}$/ID/'
docker ps --filter name=pc1 --format '{{upper .Names}} {{truncate .Names 1}} {{pad .Names 1 2}}|{{join (split .Labels ",") ";"}}'
docker ps --filter name=pc1 --format '{{.Names'; echo rc=$?
docker ps --filter name=pc1 --format '{{.Nope}}'; echo rc=$?
docker ps --filter name=pc1 --format '{{.Label}}'; echo rc=$?
docker rm -f pc1; docker volume rm pcv
