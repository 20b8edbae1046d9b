docker ps -q
save() { echo "## $1"; for t in raw nat filter; do echo "*$t"; iptables-save -t $t | grep '^-A\|^:DOCKER' | sed 's/ \[[0-9]*:[0-9]*\]//'; done; }
iptables -I DOCKER-USER -s 192.0.2.0/24 -j DROP; docker run -d --name w1 -p 8080:80 busybox sleep 1000 >/dev/null; save user; iptables -F DOCKER-USER; docker rm -f w1 >/dev/null
