docker network create rr >/dev/null; for i in 1 2 3; do docker run -d --name r$i --network rr --network-alias svc busybox sleep 1000 >/dev/null; done
q() { docker run --rm --network rr busybox nslookup svc | grep -c 'Address: 172'; }
q; docker rm -f r2; q; docker stop -t 0 r1; q; docker rename r3 rx; docker run --rm --network rr busybox ping -c 1 rx | head -n 1
docker rm -f r1 rx; docker network rm rr
