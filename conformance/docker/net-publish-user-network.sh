docker network create --subnet 10.6.0.0/24 aa >/dev/null
docker run -d --name w1 --network aa -p 8081:80 busybox sh -c 'while :; do echo user | nc -l -p 80; done' >/dev/null
sleep 1; nc -w 2 127.0.0.1 8081 </dev/null; docker run --rm busybox nc -w 2 172.17.0.1 8081 </dev/null; docker run --rm --network aa busybox nc -w 2 w1 80 </dev/null
docker network disconnect aa w1; docker port w1; docker network connect bridge w1; docker port w1; sleep 1; nc -w 2 127.0.0.1 8081 </dev/null
docker rm -f w1; docker network rm aa
