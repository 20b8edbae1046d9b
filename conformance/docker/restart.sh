docker run -d --name re busybox sleep 1000 | wc -c
docker restart -t 0 re
docker inspect -f '{{.State.Running}} {{.RestartCount}}' re
docker rm -f re
