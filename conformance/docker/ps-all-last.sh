docker run --name pal1 busybox true
docker run --name pal2 busybox sh -c 'exit 4'
docker ps -l
docker ps -n 2 --format '{{.Names}}'
docker ps -aq --filter name=pal | wc -l
docker ps -a --filter name=pal --filter exited=4 --format '{{.Names}}'
docker rm pal1 pal2
