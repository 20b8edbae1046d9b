docker run --rm --sysctl net.ipv4.ip_forward=0 busybox cat /proc/sys/net/ipv4/ip_forward
docker run --rm --sysctl kernel.nosuch=1 busybox true; echo rc=$?
docker run --rm --sysctl bogus busybox true; echo rc=$?
docker run --rm --shm-size 2m busybox sh -c 'df -k /dev/shm | tail -1 | tr -s " " | cut -d" " -f2'
docker run --rm --shm-size 0 busybox sh -c 'df -k /dev/shm | tail -1 | tr -s " " | cut -d" " -f2'
docker run --rm --shm-size x busybox true; echo rc=$?
docker create --name rss --shm-size 1g --sysctl net.core.somaxconn=5 busybox | wc -c
docker inspect -f '{{.HostConfig.ShmSize}} {{.HostConfig.Sysctls}}' rss
docker rm rss
