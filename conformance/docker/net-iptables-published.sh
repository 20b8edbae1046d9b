docker run -d --name w1 -p 8080:80 busybox sleep 1000 >/dev/null
iptables -t nat -S DOCKER; iptables -S DOCKER; iptables -t raw -S PREROUTING; iptables -t nat -S POSTROUTING
docker rm -f w1
iptables -t nat -S DOCKER; iptables -S DOCKER; iptables -t raw -S PREROUTING
