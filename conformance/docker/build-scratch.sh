export DOCKER_BUILDKIT=0
echo hello >f
printf 'FROM scratch\nCOPY f /f\nCMD ["/f"]\n' >Dockerfile
docker build -t bb21 .; echo $?
docker create --name bb21c bb21 | wc -c
docker export bb21c | tar -tf - | grep -v -E '^(dev|etc|proc|sys)/' | sort
docker inspect -f '{{len .RootFS.Layers}} {{json .Config.Env}} {{json .Config.Cmd}}' bb21
docker rm bb21c; docker rmi bb21 >/dev/null
