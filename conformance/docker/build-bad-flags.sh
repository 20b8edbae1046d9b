export DOCKER_BUILDKIT=0
docker build --nosuch .; echo $?
docker build --build-arg .; echo $?
docker build --build-arg =x .; echo $?
docker build --label =x .; echo $?
docker build --isolation foo -q - </dev/null; echo $?
docker build --squash . ; echo $?
docker build --platform nosuch/x/y/z . ; echo $?
