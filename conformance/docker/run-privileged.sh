docker run --rm --privileged busybox grep CapEff /proc/self/status | sed 's/CapEff:[[:space:]]*0*//' | wc -c
docker run --rm --privileged busybox sh -c 'mount -t tmpfs none /mnt && echo mounted'
docker create --name rpv --privileged busybox | wc -c
docker inspect -f '{{.HostConfig.Privileged}} {{.HostConfig.SecurityOpt}} {{len .HostConfig.MaskedPaths}}' rpv 2>&1 | head -2
docker rm rpv
docker run --rm --privileged=maybe busybox true; echo rc=$?
