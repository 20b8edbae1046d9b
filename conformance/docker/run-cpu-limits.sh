docker run -d --name rc1 --cpus 0.5 --cpu-shares 512 --cpuset-cpus 0 busybox sleep 1000 | wc -c
docker inspect -f '{{.HostConfig.NanoCpus}} {{.HostConfig.CpuShares}} {{.HostConfig.CpusetCpus}} {{.HostConfig.CpuPeriod}} {{.HostConfig.CpuQuota}}' rc1
docker rm -f rc1
docker run --rm --cpus 0 busybox echo zero; echo rc=$?
docker run --rm --cpu-quota 100 busybox true; echo rc=$?
docker run --rm --cpu-period 10 busybox true; echo rc=$?
docker run --rm --cpuset-cpus a busybox true; echo rc=$?
docker run --rm --cpus 1 --cpu-quota 50000 busybox true; echo rc=$?
