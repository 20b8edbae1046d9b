docker run -d --name w1 -p 8080:80 busybox sleep 1000 >/dev/null
iptables -t nat -L -n | grep -A 5 'Chain DOCKER'
docker rm -f w1
iptables -t nat -L -n | grep -A 5 'Chain DOCKER'
