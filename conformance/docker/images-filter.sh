docker images --filter dangling=true -q
docker images --filter nope=1; echo $?
docker images --filter reference='busy*' --format '{{.Repository}}:{{.Tag}}'
