docker create --name cp1 busybox | wc -c
echo content >f
docker cp f cp1:/f
docker cp cp1:/f g
cat g
docker cp nosuch:/x .; echo $?
docker cp cp1:/none .; echo $?
docker rm cp1
