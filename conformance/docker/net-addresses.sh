for i in 1 2 3; do docker run -d --name a$i busybox sleep 1000 >/dev/null; done
ip() { docker inspect -f '{{.Name}} {{.NetworkSettings.IPAddress}}/{{.NetworkSettings.IPPrefixLen}} {{.NetworkSettings.Gateway}}' "$@"; }
ip a1 a2 a3
docker rm -f a2 >/dev/null; docker run -d --name a4 busybox sleep 1000 >/dev/null; ip a4
docker stop -t 0 a1 >/dev/null; ip a1; docker restart -t 0 a3 >/dev/null; ip a3; docker start a1 >/dev/null; ip a1
docker rm -f a1 a3 a4
