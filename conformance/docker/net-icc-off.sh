docker network create -o com.docker.network.bridge.enable_icc=false --subnet 10.6.0.0/24 aa >/dev/null
docker run -d --name ca --network aa busybox sleep 1000 >/dev/null
docker run --rm --network aa busybox ping -c 1 -W 1 ca | tail -n 2; docker run --rm --network aa busybox ping -c 1 -W 1 10.6.0.1 >/dev/null; echo $?
docker rm -f ca; docker network rm aa
