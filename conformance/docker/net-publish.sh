docker run -d --name w1 -p 8080:80 busybox sh -c 'while :; do echo hello | nc -l -p 80; done' >/dev/null
docker ps --format '{{.Names}} {{.Ports}}'; docker port w1; docker port w1 80; docker port w1 80/tcp; docker port w1 81; echo $?; docker port w1 80/udp; docker port w1 x; docker port nosuch
sleep 0.3; nc -w 2 127.0.0.1 8080 </dev/null; sleep 0.3; nc -w 2 172.17.0.1 8080 </dev/null; sleep 0.3; nc -w 2 172.17.0.2 80 </dev/null
docker run --rm busybox nc -w 2 172.17.0.1 8080 </dev/null
docker inspect -f '{{json .NetworkSettings.Ports}} {{json .HostConfig.PortBindings}} {{json .Config.ExposedPorts}}' w1
docker rm -f w1; nc -w 2 127.0.0.1 8080 </dev/null; echo $?
