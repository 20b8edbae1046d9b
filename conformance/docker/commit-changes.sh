docker create --name cc busybox | wc -c
docker commit -c 'CMD ["echo","hi there"]' -c 'ENV A=b' -c 'WORKDIR /srv' -c 'LABEL x=y' cc cc-image | cut -c1-7
docker run --rm cc-image
docker run --rm cc-image sh -c 'echo $A; pwd'
docker inspect -f '{{json .Config.Cmd}} {{json .Config.Labels}}' cc-image
docker rm cc
docker rmi cc-image >/dev/null
