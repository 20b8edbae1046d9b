docker volume create 'bad name'; echo rc=$?
docker volume create /abs; echo rc=$?
docker volume create x; echo rc=$?
docker volume create a b; echo rc=$?
docker volume create -d nosuchdriver ve1; echo rc=$?
docker volume create -o bogus=1 ve1; echo rc=$?
docker volume create -o type=tmpfs ve1; echo rc=$?
docker volume rm nosuch; echo rc=$?
docker volume rm -f nosuch; echo rc=$?
docker volume rm; echo rc=$?
docker volume inspect; echo rc=$?
docker volume inspect nosuch; echo rc=$?
docker volume ls --filter bogus=1; echo rc=$?
docker volume ls --filter dangling=maybe; echo rc=$?
docker volume ls extra; echo rc=$?
docker volume bogus; echo rc=$?
docker run --rm -v ve9:relative busybox true; echo rc=$?
docker run --rm -v ve9:/x:bogus busybox true; echo rc=$?
docker run --rm -v 'b@d:/x' busybox true; echo rc=$?
docker run --rm -v /x:/y:/z:w busybox true; echo rc=$?
docker volume rm -f ve1 ve9 >/dev/null
