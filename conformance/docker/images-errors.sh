docker images --filter bogus=1; echo rc=$?
docker images --filter bogus; echo rc=$?
docker images --filter dangling=maybe; echo rc=$?
docker images --filter before=nosuch; echo rc=$?
docker images a b; echo rc=$?
docker images nosuch
docker images nosuch -q
docker images prune
docker images --format '{{.Nope}}' busybox; echo rc=$?
docker images --format '{{' busybox; echo rc=$?
docker image bogus; echo rc=$?
