docker run --name 'a b' busybox true; echo $?
docker run --name a busybox true; echo $?
