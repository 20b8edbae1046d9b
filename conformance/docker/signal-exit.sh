docker run --rm busybox sh -c 'kill -9 $$'; echo $?
docker run --name sx busybox sh -c 'kill -KILL $$; sleep 1; echo still'
docker inspect -f '{{.State.ExitCode}}' sx
docker rm sx
