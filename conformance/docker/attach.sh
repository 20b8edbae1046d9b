docker run -d --name at2 busybox sh -c 'sleep 0.7; echo from inside; exit 6' | wc -c
docker attach at2; echo $?
docker rm at2
