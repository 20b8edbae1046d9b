docker run -d --name eve busybox sleep 1000 | wc -c
docker exec eve sh -c 'exit 3'
docker rm -f eve
sleep 1.1
docker events --since 20s --until 0s --filter container=eve --filter event=exec_die --format '{{.Action}} {{.Actor.Attributes.exitCode}}'
docker events --since 20s --until 0s --filter container=eve --format '{{.Action}}' | cut -c1-24
