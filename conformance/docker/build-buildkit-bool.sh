export DOCKER_BUILDKIT=maybe
docker build .; echo $?
docker image build .; echo $?
docker ps -q -f name=nosuchname; echo $?
