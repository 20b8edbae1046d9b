docker stop nosuch; echo $?
docker stop; echo $?
