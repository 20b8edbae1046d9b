docker create --name bcp1 busybox true | wc -c
echo content >f
docker cp f bcp1:/f; echo $?
docker cp f bcp1:/tmp; echo $?
docker cp f bcp1:/tmp/g; echo $?
docker cp bcp1:/tmp/g - | tar -tf -
docker cp bcp1:/tmp/g out; cat out
docker cp bcp1:/tmp/f .; cat f
docker rm bcp1
