docker run --name done busybox true
docker stop done; echo $?
docker rm done
