docker ps extra; echo $?
docker ps --nope; echo $?
docker ps -z; echo $?
