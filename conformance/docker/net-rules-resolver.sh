save() { echo "## $1"; for t in raw nat filter; do echo "*$t"; iptables-save -t $t | grep '^-A\|^:DOCKER' | sed 's/ \[[0-9]*:[0-9]*\]//'; done; }
docker network create --subnet 10.6.0.0/24 aa >/dev/null; docker run -d --name w1 --network aa busybox sleep 1000 >/dev/null
nsenter -t $(docker inspect -f '{{.State.Pid}}' w1) -n iptables-save -t nat | grep '^-A\|^:DOCKER' | sed 's/ \[[0-9]*:[0-9]*\]//; s/:[0-9][0-9][0-9][0-9]*$/:PORT/; s/--sport [0-9]*/--sport PORT/'
docker rm -f w1 >/dev/null; docker network rm aa >/dev/null
