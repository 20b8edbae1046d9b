docker run -d --name w1 busybox sh -c 'exit 3' | wc -c
docker run -d --name w2 busybox sh -c 'sleep 0.3; exit 4' | wc -c
docker wait w1 w2
docker wait nosuch w1; echo rc=$?
docker wait; echo rc=$?
docker rm w1 w2
