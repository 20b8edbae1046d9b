docker run -d --name p3 -p 9000-9001:80 busybox sleep 1000 >/dev/null; docker port p3
docker run -d --name p4 -p 9000-9001:80 busybox sleep 1000 >/dev/null; docker port p4
docker run -d --name p5 -p 9000-9001:80 busybox sleep 1000; docker rm p5
docker rm -f p3 p4
