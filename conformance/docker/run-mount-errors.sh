docker run --rm --mount type=bind,source=/nosuch,target=/x busybox true; echo rc=$?
docker run --rm --mount type=bind,source=relative,target=/x busybox true; echo rc=$?
docker run --rm --mount type=bind,target=/x busybox true; echo rc=$?
docker run --rm --mount type=volume busybox true; echo rc=$?
docker run --rm --mount type=foo,target=/x busybox true; echo rc=$?
docker run --rm --mount type=volume,target=/x,source=me1,bogus=1 busybox true; echo rc=$?
docker run --rm --mount target=/x,readonly=maybe busybox true; echo rc=$?
docker run --rm --mount '' busybox true; echo rc=$?
docker run --rm --mount type=tmpfs,target=/x,source=y busybox true; echo rc=$?
docker run --rm --mount type=tmpfs,target=/x,tmpfs-size=abc busybox true; echo rc=$?
docker run --rm --mount type=bind,source=/tmp,target=/x,volume-nocopy=true busybox true; echo rc=$?
docker run --rm --mount type=volume,target=/x,bind-propagation=shared busybox true; echo rc=$?
docker run --rm --mount target=relative,source=me1 busybox true; echo rc=$?
docker run --rm --mount target=/,source=me1 busybox true; echo rc=$?
docker run --rm -v me2:/x -v me3:/x busybox true; echo rc=$?
docker volume rm -f me1 me2 me3 >/dev/null
