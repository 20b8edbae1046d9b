docker run -d --name rr busybox sleep 1000 | wc -c
docker rm rr; echo $?
docker rm -f rr; echo $?
docker rm rr; echo $?
docker rm -f rr; echo $?
