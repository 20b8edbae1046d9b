docker pull; echo $?
docker pull Bad; echo $?
docker pull busybox:latest:x; echo $?
