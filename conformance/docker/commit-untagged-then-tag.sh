docker run --name ct busybox touch /DUMMY_IMPORTANT_FILE
id=$(docker commit ct)
docker tag $id my-image
docker images --format '{{.Repository}}:{{.Tag}}' my-image
docker run --rm my-image ls / | grep DUMMY
docker rm ct
docker rmi my-image | cut -c1-8
