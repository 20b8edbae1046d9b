docker run -d --name rp --restart on-failure:2 busybox sh -c 'exit 3' | wc -c
sleep 2
docker inspect -f '{{.RestartCount}} {{.State.ExitCode}} {{.State.Status}} {{.HostConfig.RestartPolicy.Name}}:{{.HostConfig.RestartPolicy.MaximumRetryCount}}' rp
docker rm rp
