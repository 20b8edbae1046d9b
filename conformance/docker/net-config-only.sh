docker network create --config-only --subnet 10.8.0.0/24 -o foo=bar --label x=y co >/dev/null
docker network inspect -f '{{.Driver}} {{.ConfigOnly}} {{json .IPAM}} {{json .Options}}' co
docker network create --config-from co cf >/dev/null
docker network inspect -f '{{.Driver}} {{json .ConfigFrom}} {{json .IPAM}} {{json .Options}} {{json .Labels}}' cf
docker network rm co
docker network create --config-from nosuch x
docker network create --config-only --config-from co x
docker network create --config-from co --label a=b x
docker network create --config-from co --subnet 10.9.0.0/24 x
docker network create --config-only --internal x
docker run --rm --network co busybox true
docker network rm cf co
