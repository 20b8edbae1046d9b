docker run -d --name u1 -p 127.0.0.1:5353:53/udp busybox sleep 1000 >/dev/null
docker port u1; docker rm -f u1
