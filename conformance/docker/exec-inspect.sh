docker run -d --name ei1 busybox sleep 1000 | wc -c
docker exec -d ei1 sleep 500
docker inspect -f '{{len .ExecIDs}}' ei1
docker top ei1 -o pid,args | tail -n +2 | sed 's/^ *[0-9]* *//'
docker exec ei1 ps -o args | grep -c sleep
docker rm -f ei1
