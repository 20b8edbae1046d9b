docker run -d --name st1 -m 64m busybox sleep 1000 | wc -c
docker stats --no-stream --format '{{.Name}} {{.PIDs}} {{.NetIO}}' st1 | sed 's/[0-9.]*k*B/N/g'
docker stats --no-stream --format 'table {{.Name}}\t{{.PIDs}}' st1
docker stats --no-stream --format '{{.Nope}}' st1; echo rc=$?
docker stats --no-stream nosuch; echo rc=$?
docker stats --no-stream --format '{{.MemUsage}}' st1 | sed 's/.* \/ //'
docker stop -t 0 st1 >/dev/null
docker stats --no-stream --format '{{.Name}} {{.CPUPerc}} {{.PIDs}}' st1
docker rm st1
