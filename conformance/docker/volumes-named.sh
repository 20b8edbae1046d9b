docker volume create vn
docker run --rm -v vn:/d busybox sh -c 'echo kept >/d/f'
docker run --rm -v vn:/d busybox cat /d/f
docker volume ls -q --filter name=vn
docker volume rm vn
docker volume rm vn; echo $?
