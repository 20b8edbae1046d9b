p() { ps axww -o args | grep '^/usr.*docker-proxy' | sed 's#^/usr/s*bin/##' | sort; }
docker run -d --name w1 -p 8080:80 -p 127.0.0.1:5353:53/udp busybox sleep 1000 >/dev/null
p; docker stop -t 0 w1; p; docker start w1; p; docker rm -f w1; p
