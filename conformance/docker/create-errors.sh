docker create; echo rc=$?
docker create --name ce1 busybox
docker create --name ce1 busybox; echo rc=$?
docker create --nope busybox; echo rc=$?
docker create --name 'x y' busybox; echo rc=$?
docker create --pull never --name ce2 nosuchimage:1; echo rc=$?
docker create --memory 1 busybox; echo rc=$?
docker rm ce1
