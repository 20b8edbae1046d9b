docker network create aa >/dev/null
echo n | docker network prune; echo $?
echo y | docker network prune
