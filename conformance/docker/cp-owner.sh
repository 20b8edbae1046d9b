docker create --name bcp8 --user 33:34 busybox true | wc -c
echo x >f; chown 1000:1001 f; chmod 640 f
docker cp f bcp8:/tmp/a
docker cp -a f bcp8:/tmp/b
docker cp bcp8:/tmp/a - | tar --numeric-owner -tvf - | cut -c1-25
docker cp bcp8:/tmp/b - | tar --numeric-owner -tvf - | cut -c1-25
docker cp bcp8:/tmp/a back; stat -c '%u:%g %a' back
docker cp -a bcp8:/tmp/a back2; stat -c '%u:%g %a' back2
docker rm bcp8
