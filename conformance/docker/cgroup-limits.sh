docker run -d --name cg --memory 64m --cpus 0.5 --pids-limit 20 busybox sleep 1000 | wc -c
docker inspect -f '{{.HostConfig.Memory}} {{.HostConfig.NanoCpus}} {{.HostConfig.PidsLimit}}' cg
docker rm -f cg
