docker images nosuch; docker images -q nosuch; docker images --filter reference='busy*' --format '{{.Repository}}'
docker images --filter foo=bar; echo rc=$?
docker images --format 'table {{.Repository}}\t{{.Tag}}' busybox
docker image ls busybox -q | wc -l
docker images ls; echo rc=$?
docker rmi busybox:latest:x; echo rc=$?; docker rmi nosuch; echo rc=$?; docker rmi -f nosuch; echo rc=$?
docker tag nosuch a; echo rc=$?; docker tag busybox 'A'; echo rc=$?; docker tag busybox a:b:c; echo rc=$?
docker history nosuch; echo rc=$?; docker pull Foo; echo rc=$?; docker pull busybox:; echo rc=$?; docker pull -a busybox:latest; echo rc=$?
