docker run --name co busybox sh -c 'echo data >/file'
docker commit -m 'a message' -a 'Ann Author' co co-image | cut -c1-7
docker run --rm co-image cat /file
docker inspect -f '{{.Comment}}|{{.Author}}' co-image
docker rm co
docker rmi co-image >/dev/null; echo $?
