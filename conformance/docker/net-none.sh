docker run --rm --network none busybox sh -c 'ip -4 -o addr; ip route; tail -n 1 /etc/hosts; ls /sys/class/net; ping -c 1 -W 1 172.17.0.1 2>&1 | grep unreach'; echo $?
docker run -d --name na --network none busybox sleep 1000 >/dev/null
docker inspect -f '{{json .NetworkSettings.Networks.none}}' na
docker network connect bridge na; echo $?
docker network disconnect none na; docker network connect bridge na; docker exec na ip route
docker rm -f na
