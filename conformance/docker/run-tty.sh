docker run --rm -t busybox sh -c 'test -t 1 && echo tty; test -t 0 && echo in'
docker run --rm -t busybox sh -c 'echo line; echo err >&2' | od -c | head -3
docker run -dt --name rtt busybox sh | wc -c
docker inspect -f '{{.Config.Tty}} {{.Config.OpenStdin}} {{.State.Running}}' rtt
docker rm -f rtt
docker run -it --rm busybox true; echo rc=$?
