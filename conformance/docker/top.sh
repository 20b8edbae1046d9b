docker run -d --name to busybox sleep 1000 | wc -c
docker top to -o args
docker top nosuch; echo $?
docker rm -f to
