docker network rm bridge; echo $?
docker network rm host none; echo $?
docker network rm nosuch; echo $?
docker network rm -f nosuch; echo $?
docker network create aa >/dev/null; docker run -d --name ca --network aa busybox sleep 100 >/dev/null
docker network rm aa 2>&1 | sed 's/id:"[0-9a-f]*"/id:ID/'
docker network rm nosuch aa 2>&1 | sed 's/id:"[0-9a-f]*"/id:ID/'
docker rm -f ca; docker network rm aa; docker network rm aa
