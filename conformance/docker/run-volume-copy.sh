docker run --rm -v rvc1:/etc busybox sh -c 'ls /etc | head -3'
docker run --rm -v rvc1:/x busybox sh -c 'ls /x | head -3'
docker run --rm --mount type=volume,source=rvc2,target=/etc,volume-nocopy busybox sh -c 'ls /etc | wc -l'
docker volume rm rvc1 rvc2
