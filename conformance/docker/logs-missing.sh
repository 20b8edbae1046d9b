docker logs nosuch; echo $?
docker logs; echo $?
docker logs --tail x nosuch; echo $?
