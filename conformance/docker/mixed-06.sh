for i in 1 2 3; do docker run -d --name d1n$i --label g=$((i%2)) busybox sleep 10$i >/dev/null; done
docker ps --filter label=g=1 --format '{{.Names}}'
docker ps --filter label=g --format '{{.Names}}' | sort
docker ps --filter name=n2 --format '{{.Names}} {{.Command}}'
docker ps --filter name=^d1n1$ --format '{{.Names}}'
docker ps -a --filter ancestor=busybox --filter status=running --format '{{.Names}}' | sort
docker ps --filter before=d1n2 --format '{{.Names}}'; docker ps --filter since=d1n2 --format '{{.Names}}'
docker ps -n 2 --format '{{.Names}}'; docker ps -l --format '{{.Names}}'
docker ps --filter id=nosuch -q; docker ps --filter exited=0 -aq --filter name=d1n; docker ps --filter health=foo; echo rc=$?
docker ps --filter before=nosuch; echo rc=$?
docker stop -t 0 d1n1 d1n2 nosuch; echo rc=$?
docker ps -a --filter name=d1n --filter status=exited --format '{{.Names}} {{.Status}}' | sort
docker rm -f d1n1 d1n2 d1n3 nosuch; echo rc=$?
