docker network create aa >/dev/null; docker run -d --name a1 --network aa busybox sleep 1000 >/dev/null; docker run -d --name a2 busybox sleep 1000 >/dev/null
docker ps --filter network=aa --format '{{.Names}} {{.Networks}}'; docker ps --filter network=bridge --format '{{.Names}}'; docker ps --filter network=nosuch --format '{{.Names}}'
docker network connect aa a2; docker ps --filter network=aa --format '{{.Names}}' | sort; docker ps --format '{{.Names}} {{.Networks}}' | sort
docker rm -f a1 a2; docker network rm aa
