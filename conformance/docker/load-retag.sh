docker create --name blr busybox true | wc -c
docker commit -c 'LABEL n=1' blr blr:v >id1
docker save blr:v >s.tar
docker commit -c 'LABEL n=2' blr blr:v >id2
docker load <s.tar | sed -E 's/[0-9a-f]{64}/ID/'
docker inspect -f '{{json .Config.Labels}}' blr:v
docker rm blr; docker rmi blr:v $(cat id2) | wc -l
