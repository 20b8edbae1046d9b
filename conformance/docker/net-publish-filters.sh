docker run -d --name a1 -p 8080:80 busybox sleep 1000 >/dev/null; docker run -d --name a2 --expose 80 busybox sleep 1000 >/dev/null
for f in publish=8080 publish=80 publish=8000-9000 publish=8080/udp expose=80 expose=80/udp expose=8080; do echo $f $(docker ps --filter $f --format '{{.Names}}'); done
docker ps --format '{{.Names}} {{.Ports}}'
docker rm -f a1 a2
