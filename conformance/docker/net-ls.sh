docker network ls --format '{{.Name}} {{.Driver}} {{.Scope}}'
docker network ls -q | wc -l
docker network ls --no-trunc --format '{{.ID}}' | awk '{ print length }'
docker network create zz >/dev/null
docker network ls --format 'table {{.Name}}\t{{.IPv4}}\t{{.IPv6}}\t{{.Internal}}\t{{.Labels}}'
docker network ls --format '{{json .Name}}'
docker network rm zz
