docker create --name rm1 busybox | wc -c
docker run -d --name rm2 busybox sleep 1000 | wc -c
docker rm rm1 rm2 nosuch 2>&1 | sed 's/[0-9a-f]\{64\}/ID/'; echo rc=$?
docker rm -f rm2 nosuch; echo rc=$?
docker rm -f nosuch; echo rc=$?
docker rm -l nosuch; echo rc=$?
docker rm ''; echo rc=$?
docker rm -f /; echo rc=$?
docker container rm nosuch; echo rc=$?
docker container remove nosuch; echo rc=$?
docker rm -fv nosuch; echo rc=$?
docker create --name rm3 busybox | wc -c
docker rm /rm3
