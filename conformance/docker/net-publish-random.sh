docker run -d --name px -p 80 -p 127.0.0.1::81 busybox sleep 1000 >/dev/null
docker port px | sed 's/:[0-9]*$/:PORT/'
a=$(docker port px 80 | head -n 1 | cut -d: -f2); [ "$a" -ge 32768 ] && echo high
docker restart -t 0 px >/dev/null; b=$(docker port px 80 | head -n 1 | cut -d: -f2); [ "$a" = "$b" ] || echo another
docker rm -f px
docker run -d --name px -P --expose 7001 --expose 7002/udp busybox sleep 1000 >/dev/null; docker port px | sed 's/:[0-9]*$/:PORT/'; docker rm -f px
