export DOCKER_BUILDKIT=0
docker builder nosuch; echo $?
docker builder prune -f; echo $?
docker builder prune --filter bad -f; echo $?
