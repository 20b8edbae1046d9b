mkdir shared; echo host >shared/f
docker run --rm -v $PWD/shared:/s busybox sh -c 'cat /s/f; echo container >/s/g'
cat shared/g
docker run --rm -v $PWD/shared:/s:ro busybox sh -c 'echo x >/s/h'; echo $?
docker run --rm -v $PWD/missing:/s busybox ls /s; ls -d missing
docker run --rm --mount type=bind,source=$PWD/nope,target=/s busybox ls; echo $?
docker run --rm --mount=bind,source=/tmp,target=/s busybox ls; echo $?
