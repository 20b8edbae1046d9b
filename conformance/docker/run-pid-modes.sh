docker run -d --name rp1 busybox sleep 1000 | wc -c
docker run --rm --pid container:rp1 busybox ps -o pid,args | grep -c 'sleep 1000'
docker run --rm --pid bogus busybox true; echo rc=$?
docker run --rm --pid container:nosuch busybox true; echo rc=$?
docker run --rm --pid container: busybox true; echo rc=$?
docker run --rm --pid host busybox sh -c 'test $(ls -d /proc/[0-9]* | wc -l) -gt 3 && echo many'
docker inspect -f '{{.HostConfig.PidMode}}|{{.HostConfig.IpcMode}}|{{.HostConfig.UTSMode}}|{{.HostConfig.CgroupnsMode}}|{{.HostConfig.UsernsMode}}' rp1 | sed 's/|host|/|X|/; s/|private|/|private|/' | cut -d'|' -f1-3
docker rm -f rp1
