docker run --rm --hostname web.example busybox hostname
docker run --rm -h short busybox cat /etc/hostname
