docker context create one --docker host=tcp://192.0.2.1:2375 --description first >/dev/null 2>&1
docker context export one
docker context export one; echo rc=$?
tar tf one.dockercontext
tar xOf one.dockercontext meta.json; echo
docker context import two one.dockercontext
docker context import two one.dockercontext; echo rc=$?
docker context export one - | docker context import three -
docker context ls --format '{{.Name}} {{.Description}} {{.DockerEndpoint}}'
docker context inspect two -f '{{json .Endpoints}} {{json .TLSMaterial}} {{json .Metadata}}'
echo junk > junk; docker context import four junk; echo rc=$?
find ~/.docker -type f | sort
rm -rf ~/.docker
