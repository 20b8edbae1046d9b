docker network create --label env=test aa >/dev/null; docker network create bb >/dev/null; docker run -d --name cb --network bb busybox sleep 100 >/dev/null
f() { echo "$@"; docker network ls --format '{{.Name}}' "$@"; }
f -f dangling=true; f -f dangling=false; f -f driver=bridge; f -f driver=host; f -f label=env; f -f label=env=prod; f -f type=custom; f -f type=builtin; f -f scope=local; f -f scope=swarm; f -f name=b; f -f name=^bb$; f -f driver=bridge -f type=custom
f -f id=$(docker network inspect -f '{{.Id}}' aa | cut -c1-5) | tail -n 1
f -f type=foo; f -f foo=bar; f -f dangling=maybe
docker rm -f cb; docker network rm aa bb
