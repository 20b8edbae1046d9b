docker run -d --name a1 busybox sleep 1000 >/dev/null
k=$(docker inspect -f '{{.NetworkSettings.SandboxKey}}' a1); [ -e "$k" ] && echo there
nsenter --net="$k" ip -4 -o addr show eth0 | grep -o '172[0-9./]*'
docker rm -f a1; [ -e "$k" ] || echo gone
