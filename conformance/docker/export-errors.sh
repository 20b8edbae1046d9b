docker export nosuch; echo $?
docker create --name bex2 busybox true | wc -c
docker export -o /no/such/dir/x bex2; echo $?
docker export -o /tmp bex2; echo $?
docker export -o /dev/null bex2; echo $?
docker export; echo $?
docker export a b; echo $?
docker rm bex2
