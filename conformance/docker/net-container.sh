docker run -d --name aa -h thehost busybox sh -c 'while :; do echo hi | nc -l -p 80; done' >/dev/null
docker run --rm --network container:aa busybox sh -c 'hostname; ip -4 -o addr | grep -o "172[0-9./]*"; nc 127.0.0.1 80 </dev/null; tail -n 1 /etc/hosts'
docker create --name bb --network container:aa busybox true >/dev/null
docker inspect -f '{{.HostConfig.NetworkMode}} {{json .NetworkSettings.Networks}} [{{.Config.Hostname}}]' bb
docker network connect bridge bb; echo $?
r() { docker run --rm --network container:aa "$@" busybox true; echo $?; }
r -p 80:80; r --expose 80; r -h foo; r --dns 1.1.1.1; r --add-host a:1.2.3.4; r --link aa:x
docker rm -f aa
docker start bb; echo $?
docker rm bb
