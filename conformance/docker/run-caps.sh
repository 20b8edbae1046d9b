docker run --rm --cap-drop CHOWN busybox chown nobody /tmp; echo rc=$?
docker run --rm --cap-drop ALL --cap-add CHOWN busybox sh -c 'chown nobody /tmp && echo ok'
docker run --rm --cap-add NOSUCH busybox true; echo rc=$?
docker run --rm --cap-drop nosuch busybox true; echo rc=$?
docker create --name rcp --cap-add net_admin --cap-add CAP_SYS_TIME --cap-drop mknod busybox | wc -c
docker inspect -f '{{.HostConfig.CapAdd}} {{.HostConfig.CapDrop}}' rcp
docker rm rcp
docker run --rm busybox sh -c 'grep CapBnd /proc/self/status'
docker run --rm --cap-drop ALL busybox sh -c 'grep CapEff /proc/self/status'
docker run --rm -u nobody busybox sh -c 'grep CapEff /proc/self/status'
