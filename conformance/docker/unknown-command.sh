docker frobnicate; echo $?
docker container frobnicate; echo $?
docker attack x; echo $?
docker --nope; echo $?
