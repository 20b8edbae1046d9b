p() { docker run -d --name px "$@" busybox sleep 1000 >/dev/null; docker port px; docker ps --format '{{.Ports}}'; docker rm -f px >/dev/null; }
p -p 127.0.0.1:9000:80
p -p 9000-9002:80-82
p -p 9100:82/udp -p 9100:82/tcp
p -p '[::1]:9000:80'
p -p published=9003,target=83
p -p 9004-9006:80
p -p 127.0.0.1:9007:80 -p 9008:80
p --expose 80
