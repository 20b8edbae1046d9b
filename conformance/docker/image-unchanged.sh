docker run --name iu busybox touch /TEST_FILE
docker run --rm busybox ls /TEST_FILE; echo $?
docker start -a iu
docker diff iu
docker rm iu
