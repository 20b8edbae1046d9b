docker start nosuch; echo $?
docker start -a nosuch1 nosuch2; echo $?
