docker create -i --name d1a busybox cat | wc -c
echo hello | docker start -ai d1a; echo rc=$?
echo again | docker start -i d1a; echo rc=$?
docker start -a d1a nosuch; echo rc=$?
docker start d1a; docker start d1a; docker stop -t 0 d1a; docker stop d1a; docker restart -t 0 d1a; docker kill d1a; docker rm d1a
docker create --name d1a busybox sh -c 'echo hi; exit 3' >/dev/null; docker start -a d1a; echo rc=$?; docker rm d1a
