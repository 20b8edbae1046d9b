docker run --rm --pull never busybox echo present
docker run --rm --pull never nosuch-image:1 true; echo rc=$?
docker run --rm --pull missing busybox echo present
docker run --rm --pull sometimes busybox true; echo rc=$?
docker create --pull nope busybox; echo rc=$?
