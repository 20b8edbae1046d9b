docker tag busybox tf1
docker tag busybox tf1:v1
docker tag tf1:v1 localhost:5000/team/tf1:v2
docker images --filter reference='tf1*' --format '{{.Repository}}:{{.Tag}}' | sort
docker images --filter reference='localhost:5000/team/*' --format '{{.Repository}}:{{.Tag}}'
docker tag busybox TF; echo rc=$?
docker tag busybox tf1:; echo rc=$?
docker tag busybox 'tf1:bad tag'; echo rc=$?
docker tag busybox a//b; echo rc=$?
docker tag busybox -x; echo rc=$?
docker tag nosuch tf9; echo rc=$?
docker tag busybox tf1@sha256:0000000000000000000000000000000000000000000000000000000000000000; echo rc=$?
docker tag $(docker inspect -f '{{.Id}}' busybox) tf1:byid
docker rmi tf1 tf1:v1 tf1:byid localhost:5000/team/tf1:v2 | grep -v sha256
