docker network create n1 | awk '{ print length }'
docker network inspect n1
docker network create n1
docker network rm n1
docker network inspect n1
