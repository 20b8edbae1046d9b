docker run --rm --security-opt bogus busybox true; echo rc=$?
docker run --rm --security-opt bogus=1 busybox true; echo rc=$?
docker run --rm --security-opt seccomp=nosuch.json busybox true; echo rc=$?
docker run --rm --security-opt no-new-privileges:false busybox grep NoNewPrivs /proc/self/status
docker run --rm --security-opt no-new-privileges=maybe busybox true; echo rc=$?
docker create --name rso --security-opt no-new-privileges --security-opt label=disable busybox | wc -c
docker inspect -f '{{.HostConfig.SecurityOpt}}' rso
docker rm rso
