docker create --name bcp12 busybox true | wc -c
echo x >a:b
docker cp ./a:b bcp12:/tmp/; echo $?
docker cp a:b bcp12:/tmp/; echo $?
docker cp bcp12:tmp/a:b ./c; cat c
docker cp bcp12: root >/dev/null; echo $?
docker rm bcp12
