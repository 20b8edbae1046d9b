docker run --rm --network none -p 80:80 busybox true; echo $?
docker run --rm --network host -p 80:80 busybox true; echo $?
docker network create --internal in >/dev/null; docker run --rm --network in -p 80:80 busybox true; echo $?; docker network rm in
