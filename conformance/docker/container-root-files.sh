docker run --rm --hostname h1 busybox cat /etc/hostname
docker run --rm busybox ls -a / | sort
