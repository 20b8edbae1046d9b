for n in bridge host none default ''; do docker network create "$n"; echo $?; done
docker network create -d nosuch x; echo $?
docker network create -d host x; echo $?
docker network create -d null x; echo $?
docker network create -d overlay x; echo $?
docker network create --ingress x; echo $?
docker network create --ipam-driver foo x; echo $?
docker network create --scope swarm x; echo $?
docker network create --ipv4=false x; echo $?
