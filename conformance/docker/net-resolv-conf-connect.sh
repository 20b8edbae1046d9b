f() { grep -v '^nameserver 10\.' | sed 's/host(.*)/host(X)/'; }
docker network create aa >/dev/null; docker run -d --name ca busybox sleep 1000 >/dev/null
docker network connect aa ca; docker exec ca cat /etc/resolv.conf | f
docker network disconnect aa ca; docker exec ca cat /etc/resolv.conf | f
docker exec ca sh -c 'echo "# mine" >/etc/resolv.conf'; docker network connect aa ca; docker exec ca cat /etc/resolv.conf
docker restart -t 0 ca; docker exec ca cat /etc/resolv.conf | f
docker rm -f ca; docker network rm aa
