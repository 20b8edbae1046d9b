save() { echo "## $1"; for t in raw nat filter; do echo "*$t"; iptables-save -t $t | grep '^-A\|^:DOCKER' | sed 's/ \[[0-9]*:[0-9]*\]//'; done; }
docker run -d --name w1 -p 9000-9002:80-82 busybox sleep 1000 >/dev/null; save range; docker rm -f w1 >/dev/null
