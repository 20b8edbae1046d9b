printf 'version: 0.1\nstorage:\n  filesystem:\n    rootdirectory: %s/data\nhttp:\n  addr: :5050\n' "$PWD" >reg.yml
docker-registry serve reg.yml >reg.log 2>&1 & reg=$!
for i in 1 2 3 4 5 6 7 8 9 10; do curl -fs localhost:5050/v2/ >/dev/null && break; sleep 0.3; done
docker create --name bpr busybox true | wc -c
docker commit -c 'LABEL p=1' bpr localhost:5050/bpr:v1 >id
docker push localhost:5050/bpr:v1 | sed 's/size: .*/size: N/'
docker push localhost:5050/bpr:v1 | sed 's/size: .*/size: N/'
docker tag localhost:5050/bpr:v1 localhost:5050/bpr2
docker push localhost:5050/bpr2 | sed 's/size: .*/size: N/'
docker push -q localhost:5050/bpr2
docker rmi localhost:5050/bpr:v1 localhost:5050/bpr2 >/dev/null
docker pull localhost:5050/bpr:v1; echo $?
docker inspect -f '{{json .RepoDigests}}' localhost:5050/bpr:v1 | sed -E 's/[0-9a-f]{64}/ID/'
curl -s localhost:5050/v2/bpr/tags/list
docker rm bpr; docker rmi localhost:5050/bpr:v1 >/dev/null
kill $reg
