docker ps --format '{{.Nope}}'; echo $?
docker ps --format '{{'; echo $?
docker ps --format '{{.Names'; echo $?
