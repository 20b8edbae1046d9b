docker container run --rm busybox echo run
docker container create --name twm busybox echo started | wc -c
docker container start -a twm
docker container ls -a --filter name=twm --format '{{.Names}}'
docker container logs twm
docker container rename twm twm2
docker container inspect -f '{{.Name}}' twm2
docker container stop twm2
docker container top twm2; echo rc=$?
docker container rm twm2
docker image ls --filter reference=nosuch -q
