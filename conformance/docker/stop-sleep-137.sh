docker run -d --name st busybox sleep 1000 | wc -c
docker stop -t 1 st
docker inspect -f '{{.State.ExitCode}} {{.State.Status}} {{.State.Running}}' st
docker rm st
