docker run --rm --device /dev/null:/dev/mynull busybox sh -c 'ls -l /dev/mynull | cut -c1; echo x > /dev/mynull; echo ok'
docker run --rm --device /dev/nosuch busybox true; echo rc=$?
docker run --rm --device nosuch busybox true; echo rc=$?
docker run --rm --device /dev/null:relative busybox true; echo rc=$?
docker run --rm --device /dev/null:/dev/x:q busybox true; echo rc=$?
docker run --rm --device-cgroup-rule bogus busybox true; echo rc=$?
docker create --name rdv --device /dev/zero --device-cgroup-rule 'c 1:3 r' busybox | wc -c
docker inspect -f '{{json .HostConfig.Devices}} {{json .HostConfig.DeviceCgroupRules}}' rdv
docker rm rdv
