docker create --name bcp2 busybox true | wc -c
docker cp nosuch:/x .; echo $?
docker cp bcp2:/none .; echo $?
docker cp nofile bcp2:/tmp; echo $?
docker cp f bcp2:/no/such/dir/; echo $?
echo x >f
docker cp f bcp2:/no/such/dir/; echo $?
docker cp f bcp2:/no/such/dir/file; echo $?
docker cp bcp2:/etc/passwd /no/such/dir/file; echo $?
docker cp bcp2:/etc/passwd nodir/; echo $?
docker rm bcp2
