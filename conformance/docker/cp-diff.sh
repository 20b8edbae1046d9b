docker create --name bcp16 busybox true | wc -c
echo x >f; docker cp f bcp16:/tmp/f; docker cp f bcp16:/root/
docker diff bcp16 | sort
docker rm bcp16
