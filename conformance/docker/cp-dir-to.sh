docker create --name bcp3 busybox true | wc -c
mkdir -p d/sub; echo 1 >d/one; echo 2 >d/sub/two
docker cp d bcp3:/tmp; echo $?
docker cp d bcp3:/tmp/new; echo $?
docker cp d/. bcp3:/tmp/new; echo $?
docker cp d/. bcp3:/tmp/other; echo $?
docker cp d bcp3:/etc/passwd 2>&1 | grep -v level=error
docker cp bcp3:/tmp - | tar -tf - | sort
docker rm bcp3
