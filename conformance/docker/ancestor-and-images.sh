docker tag busybox aai:1
docker run -d --name aai1 aai:1 sleep 1000 | wc -c
docker ps --filter ancestor=aai:1 --filter name=aai1 --format '{{.Names}} {{.Image}}'
docker rmi aai:1; echo rc=$?
docker rmi -f aai:1 | grep -v sha256
docker ps --filter name=aai1 --format '{{.Names}}'
docker inspect -f '{{.Config.Image}}' aai1
docker rm -f aai1
