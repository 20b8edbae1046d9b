docker run -d --name tc1 busybox sh -c 'echo one >/f; sleep 1000' | wc -c
docker run -d --name tc2 busybox sh -c 'sleep 1000' | wc -c
sleep 0.3
docker exec tc1 cat /f
docker exec tc2 cat /f; echo $?
docker rm -f tc1 tc2
