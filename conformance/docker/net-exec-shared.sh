docker network create aa >/dev/null; docker run -d --name srv --network aa busybox sh -c 'mkdir /www; echo page >/www/index.html; httpd -f -p 80 -h /www' >/dev/null
sleep 0.3; docker run --rm --network aa busybox wget -q -O- http://srv/; docker run --rm --network aa busybox wget -q -O- http://srv/nosuch; echo $?
docker stop -t 0 srv >/dev/null; docker run --rm --network aa busybox wget -q -O- http://srv/; echo $?
docker rm srv; docker network rm aa
