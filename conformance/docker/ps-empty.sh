docker ps
docker ps -q
docker ps --filter bogus=1; echo $?
docker ps --filter status=weird; echo $?
