docker create --name bcp14 busybox true | wc -c
echo x >f
docker cp -q f bcp14:/tmp; echo $?
docker cp --quiet=false f bcp14:/tmp 2>&1 | tr '\033' E | grep -o 'Success.*'
docker cp --quiet=false bcp14:/tmp/f back 2>&1 | tr '\033' E | grep -o 'Success.*'
docker rm bcp14
