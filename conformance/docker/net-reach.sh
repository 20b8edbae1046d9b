docker run -d --name a1 busybox sleep 1000 >/dev/null; docker run -d --name a2 busybox sleep 1000 >/dev/null
docker exec a1 ping -c 1 172.17.0.3 | head -n 1; docker exec a2 ping -c 1 -q 172.17.0.2 | grep transmitted; ping -c 1 -q 172.17.0.2 | grep transmitted; docker exec a1 ping -c 1 -q 172.17.0.1 | grep transmitted
docker exec a1 ping -c 1 -W 1 172.17.0.99; echo $?
docker exec a1 sh -c 'nc -w 2 172.17.0.3 80 </dev/null'; echo $?
docker rm -f a1 a2
