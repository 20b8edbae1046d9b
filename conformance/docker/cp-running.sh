docker run -d --name bcp7 busybox sleep 100 | wc -c
echo in >f; docker cp f bcp7:/tmp/f
docker exec bcp7 cat /tmp/f
docker exec bcp7 sh -c 'echo out >/tmp/o'
docker cp bcp7:/tmp/o -  | tar -xOf -
docker cp bcp7:/proc/version v; echo $?
docker rm -f bcp7
