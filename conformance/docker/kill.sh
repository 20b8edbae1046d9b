docker run -d --name ki busybox sleep 1000 | wc -c
docker kill ki
docker inspect -f '{{.State.ExitCode}}' ki
docker kill ki; echo $?
docker rm ki
