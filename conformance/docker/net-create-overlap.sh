docker network create --subnet 172.17.0.0/24 x
docker network create --subnet 10.1.0.0/24 aa >/dev/null
docker network create --subnet 10.1.0.0/16 x
docker network create --subnet 10.1.0.128/25 x
docker network create --subnet 10.1.1.0/24 bb >/dev/null && echo bb
docker network rm aa
docker network create --subnet 10.1.0.0/25 aa >/dev/null && echo aa
docker network rm aa bb
