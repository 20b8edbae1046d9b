docker run -d --name c1 busybox sleep 1000 >/dev/null
docker run --rm busybox ping -c 1 c1; echo $?
docker rm -f c1
