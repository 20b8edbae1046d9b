docker run --name av -v /data busybox sh -c 'echo x >/data/f'
docker inspect -f '{{len .Mounts}} {{(index .Mounts 0).Destination}}' av
v=$(docker inspect -f '{{(index .Mounts 0).Name}}' av)
docker rm av
docker volume ls -q --filter name=$v | wc -l
docker volume rm $v | wc -c
docker run --name av2 -v /data busybox true
v=$(docker inspect -f '{{(index .Mounts 0).Name}}' av2)
docker rm -v av2
docker volume ls -q --filter name=$v | wc -l
