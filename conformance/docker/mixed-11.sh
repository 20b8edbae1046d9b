docker run --rm -e A=1 -e B -e HOME --env-file /dev/null busybox env | sort
printf 'X=1\n#c\n\nY=a b\n' > /tmp/d1env; docker run --rm --env-file /tmp/d1env -e X=2 busybox sh -c 'echo $X $Y'
printf 'A B=1\n' > /tmp/d1env; docker run --rm --env-file /tmp/d1env busybox true; echo rc=$?
printf '=1\n' > /tmp/d1env; docker run --rm --env-file /tmp/d1env busybox true; echo rc=$?
rm /tmp/d1env
docker run --rm -h web -w /usr busybox sh -c 'hostname; pwd'
docker run --rm --entrypoint echo busybox a b; docker run --rm --entrypoint '' busybox echo c; echo rc=$?
docker run --rm -u 1000 busybox id -u; docker run --rm -u nosuch busybox id; echo rc=$?
docker run --rm --name x busybox true; echo rc=$?
docker run --rm --name 'a b' busybox true; echo rc=$?
docker run --rm busybox nosuch; echo rc=$?
docker run --rm busybox /etc/passwd; echo rc=$?
docker run --rm -w relative busybox pwd; echo rc=$?
docker run; echo rc=$?
docker run -z; echo rc=$?
docker run --rm -it busybox true; echo rc=$?
docker run --rm --pull never nosuchimage true; echo rc=$?
docker run --rm --pull bad busybox true; echo rc=$?
docker run --rm busybox:nosuch true 2>&1 | head -1
