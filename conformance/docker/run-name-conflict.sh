docker run -d --name cf-a busybox sleep 1000 | wc -c
docker run -d --name cf-a busybox sleep 1000; echo $?
docker rm -f cf-a
