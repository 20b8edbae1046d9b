docker volume create --label vpl=1 vpl1 >/dev/null
docker volume create --label vpl=1 vpl2 >/dev/null
docker volume prune -f --filter label=vpl=1
docker volume prune -af --filter label=vpl=1 | sort
docker volume ls -q --filter label=vpl=1
docker volume prune -f --filter bogus=x; echo rc=$?
echo n | docker volume prune --filter label=vpl=1
echo | docker volume prune -a --filter label=vpl=1
