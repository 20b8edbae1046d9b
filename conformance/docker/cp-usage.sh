docker cp
echo $?
docker cp a; echo $?
docker cp a b; echo $?
docker cp c1:/a c2:/b; echo $?
docker cp '' c:/b; echo $?
docker cp c:/b ''; echo $?
docker cp --nosuch a b; echo $?
docker cp -z a b; echo $?
