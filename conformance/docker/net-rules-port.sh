save() { echo "## $1"; for t in raw nat filter; do echo "*$t"; iptables-save -t $t | grep '^-A\|^:DOCKER' | sed 's/ \[[0-9]*:[0-9]*\]//'; done; }
docker run -d --name w1 -p 8080:80 busybox sleep 1000 >/dev/null; save published; docker stop -t 0 w1 >/dev/null; save stopped; docker start w1 >/dev/null; save started; docker rm -f w1 >/dev/null; save removed
