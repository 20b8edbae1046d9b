docker run --rm --network host busybox sh -c 'hostname; cat /etc/hostname; ls /sys/class/net | grep -c docker0'
docker run -d --name ha --network host busybox sleep 1000 >/dev/null
docker inspect -f '{{json .NetworkSettings.Networks.host}} {{.NetworkSettings.SandboxKey}}' ha
docker network connect bridge ha; echo $?
docker network disconnect host ha; echo $?
docker exec ha sh -c 'echo hi | nc -l -p 7070' & sleep 0.5; nc 127.0.0.1 7070 </dev/null
docker rm -f ha
docker run --rm --network host -p 80:80 busybox true; echo $?
docker run --rm --network host --hostname foo busybox hostname
