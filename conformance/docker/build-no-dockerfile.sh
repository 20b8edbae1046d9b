export DOCKER_BUILDKIT=0
docker build .; echo $?
docker build -f other .; echo $?
docker build nodir; echo $?
touch file; docker build file; echo $?
touch Dockerfile; docker build .; echo $?
printf '# only\n\n# comments\n' >Dockerfile; docker build .; echo $?
docker build; echo $?
docker build a b; echo $?
