docker run -d --name ul1 busybox sleep 1000 | wc -c
docker update --cpu-shares 512 --cpus 0.5 --pids-limit 30 --restart unless-stopped ul1
docker inspect -f '{{.HostConfig.CpuShares}} {{.HostConfig.NanoCpus}} {{.HostConfig.PidsLimit}} {{.HostConfig.RestartPolicy.Name}}' ul1
docker update --memory 32m ul1; echo rc=$?
docker update --memory 32m --memory-swap 64m ul1; echo rc=$?
docker update --memory 1k ul1; echo rc=$?
docker update --restart bogus ul1; echo rc=$?
docker update --cpuset-cpus 900 ul1; echo rc=$?
docker update --cpus x ul1; echo rc=$?
docker update --restart no ul1
docker update --restart on-failure:3 nosuch ul1; echo rc=$?
docker rm -f ul1
docker run --rm -d --name ul2 busybox sleep 1000 | wc -c
docker update --restart always ul2; echo rc=$?
docker rm -f ul2
