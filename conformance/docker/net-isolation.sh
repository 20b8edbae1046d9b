docker network create --subnet 10.6.0.0/24 aa >/dev/null; docker network create --subnet 10.7.0.0/24 bb >/dev/null
docker run -d --name ca --network aa busybox sh -c 'while :; do echo hi | nc -l -p 80; done' >/dev/null
docker run --rm --network aa busybox sh -c 'nc -w 2 10.6.0.2 80 </dev/null'; echo $?
docker run --rm --network bb busybox sh -c 'nc -w 2 10.6.0.2 80 </dev/null'; echo $?
docker run --rm busybox sh -c 'ping -c 1 -W 1 10.6.0.2 >/dev/null'; echo $?
docker run --rm --network bb busybox sh -c 'ping -c 1 -W 1 10.6.0.1 >/dev/null'; echo $?
docker rm -f ca; docker network rm aa bb
