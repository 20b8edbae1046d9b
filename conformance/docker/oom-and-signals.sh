docker run --name oas busybox sh -c 'kill -SEGV $$'; echo rc=$?
docker inspect -f '{{.State.ExitCode}} {{.State.OOMKilled}}' oas
docker rm oas
docker run --rm busybox sh -c 'kill -PIPE $$; echo survived'; echo rc=$?
docker run --rm busybox sh -c '(sleep 0.1; kill -HUP 1) & wait; echo waited'; echo rc=$?
docker run --rm --init busybox sh -c 'kill -TERM $$'; echo rc=$?
