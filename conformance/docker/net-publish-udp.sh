docker run -d --name u1 -p 127.0.0.1:5353:53/udp busybox nc -u -l -p 53 >/dev/null
sleep 0.3; echo over udp | nc -u -w 1 127.0.0.1 5353; docker logs u1
docker port u1; docker rm -f u1
