docker network foo; echo $?
docker network create; echo $?
docker network create a b; echo $?
docker network connect a; echo $?
docker network disconnect; echo $?
docker network inspect; echo $?
docker network rm; echo $?
docker network ls x; echo $?
docker network create --nosuch x; echo $?
docker port; echo $?
docker port a b c; echo $?
