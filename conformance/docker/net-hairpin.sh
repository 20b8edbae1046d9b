docker run -d --name w1 -p 8080:80 busybox sh -c 'while :; do echo hello | nc -l -p 80; done' >/dev/null; sleep 0.3
docker exec w1 nc -w 2 172.17.0.1 8080 </dev/null; echo $?
docker rm -f w1
