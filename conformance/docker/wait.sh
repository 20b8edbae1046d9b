docker run -d --name wa busybox sh -c 'sleep 0.3; exit 12' | wc -c
docker wait wa
docker wait wa nosuch; echo $?
docker rm wa
