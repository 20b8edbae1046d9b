docker run -d --name pf1 -l tier=web busybox sleep 1000 | wc -c
docker run --name pf2 -l tier=db busybox sh -c 'exit 4'
docker create --name pf3 -l tier busybox | wc -c
f='table {{.Names}}\t{{.State}}'
docker ps -a --filter name=pf --format "$f" | sort
docker ps --filter name=pf --format '{{.Names}}'
docker ps -a --filter name='^/pf2$' --format '{{.Names}}'
docker ps -a --filter label=tier=web --format '{{.Names}}'
docker ps -a --filter label=tier --format '{{.Names}}' | sort
docker ps -a --filter name=pf --filter status=exited --format '{{.Names}}'
docker ps -a --filter name=pf --filter status=created --filter status=running --format '{{.Names}}' | sort
docker ps -a --filter name=pf --filter exited=4 --format '{{.Names}} {{.Status}}' | sed 's/) .*/)/'
docker ps -a --filter before=pf3 --filter name=pf --format '{{.Names}}' | sort
docker ps -a --filter since=pf1 --filter name=pf --format '{{.Names}}' | sort
docker ps -a --filter ancestor=busybox:latest --filter name=pf --format '{{.Names}}' | sort
docker ps -a --filter is-task=true --format '{{.Names}}'
docker ps --filter id=$(docker inspect -f '{{.Id}}' pf1) --format '{{.Names}}'
docker rm -f pf1 pf2 pf3
