docker run --name hi busybox touch /x
docker commit -m second hi hi-image | cut -c1-7
docker history --format '{{.Comment}}|{{.Size}}' hi-image | head -1
docker history nosuch; echo $?
docker rm hi
docker rmi hi-image >/dev/null
