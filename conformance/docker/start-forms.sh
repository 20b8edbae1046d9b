docker create --name sf1 busybox sh -c 'echo started; exit 6' | wc -c
docker start sf1; docker wait sf1
docker start -a sf1; echo rc=$?
docker start nosuch sf1; echo rc=$?
docker start -a sf1 nosuch; echo rc=$?
docker create -i --name sf2 busybox cat | wc -c
echo piped | docker start -ai sf2
docker start --detach-keys bogus-keys -a sf1; echo rc=$?
docker logs sf1 | sort | uniq -c | tr -s ' '
docker rm sf1 sf2
