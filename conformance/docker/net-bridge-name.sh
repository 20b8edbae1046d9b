docker network create -o com.docker.network.bridge.name=br-lab -o com.docker.network.driver.mtu=1400 --subnet 10.20.0.0/24 lab >/dev/null
ip -4 -br addr show br-lab
docker run --rm --network lab busybox ip link show eth0 | grep -o 'mtu [0-9]*'
docker network rm lab
