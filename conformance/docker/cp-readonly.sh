docker create --name bcp10 --read-only busybox true | wc -c
echo x >f; docker cp f bcp10:/tmp; echo $?
docker rm bcp10
