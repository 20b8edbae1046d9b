docker volume create bvol9
docker create --name bcp9 -v bvol9:/data -v bvol9:/ro:ro busybox cat /data/f | wc -c
echo volume >f
docker cp f bcp9:/data; echo $?
docker cp f bcp9:/ro; echo $?
docker cp bcp9:/data/f - | tar -xOf -
docker start -a bcp9
docker rm bcp9; docker volume rm bvol9
