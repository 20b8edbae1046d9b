docker run -d --name p1 -p 8080:80 busybox sleep 1000 >/dev/null
docker run -d --name p2 -p 8080:81 busybox sleep 1000; docker inspect -f '{{.State.Status}} {{json .NetworkSettings.Networks.bridge.IPAddress}}' p2; docker rm p2
docker run -d --name p2 -p 127.0.0.1:8080:81 busybox sleep 1000; docker rm p2
docker rm -f p1; docker run -d --name p2 -p 8080:81 busybox sleep 1000 >/dev/null; docker port p2; docker rm -f p2
nc -l -p 7777 & sleep 0.3; docker run -d --name p2 -p 7777:81 busybox sleep 1000; kill %1; docker rm p2
docker run --rm -p 1.2.3.4:80:80 busybox true; echo $?
