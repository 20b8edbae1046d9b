docker ps -q
save() { echo "## $1"; for t in raw nat filter; do echo "*$t"; iptables-save -t $t | grep '^-A\|^:DOCKER' | sed 's/ \[[0-9]*:[0-9]*\]//'; done; }
iptables -S FORWARD | head -n 1
save start
ip6tables-save | grep '^-A\|^:DOCKER' | sed 's/ \[[0-9]*:[0-9]*\]//'
