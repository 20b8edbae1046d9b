docker create --name bcp5 busybox true | wc -c
mkdir t; echo hello >t/a; echo world >t/b
tar -cf - t | docker cp - bcp5:/tmp; echo $?
docker cp bcp5:/tmp/t - | tar -tf -
docker cp bcp5:/tmp/t/. - | tar -tf -
docker cp bcp5:/tmp/t/a - | tar -xOf -
tar -cf - t | docker cp - bcp5:/tmp/t/a; echo $?
tar -cf - t | docker cp - bcp5:/nodir; echo $?
tar -czf - t | docker cp - bcp5:/root; echo $?
docker cp bcp5:/root - | tar -tf - | sort
echo not a tar | docker cp - bcp5:/tmp; echo $?
docker rm bcp5
