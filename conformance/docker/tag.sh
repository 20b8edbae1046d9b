docker tag busybox repo/one:v1
docker tag repo/one:v1 localhost:5000/two
docker images --format '{{.Repository}}:{{.Tag}}' | grep -E 'one|two' | sort
docker rmi repo/one:v1 localhost:5000/two
