docker run --rm --entrypoint /bin/echo busybox a b
docker run --rm --entrypoint echo busybox
docker run --rm --entrypoint '' busybox echo cleared
docker run --rm --entrypoint '' busybox; echo rc=$?
docker run --rm --entrypoint '/bin/sh -c' busybox 'echo x'; echo rc=$?
docker run --rm --entrypoint nosuch busybox; echo rc=$?
docker create --name re1 --entrypoint sh busybox -c 'echo hi' | wc -c
docker inspect -f '{{json .Config.Entrypoint}} {{json .Config.Cmd}}' re1
docker start -a re1
docker rm re1
