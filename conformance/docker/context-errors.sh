docker context create; echo rc=$?
docker context create default; echo rc=$?
docker context create 'a b'; echo rc=$?
docker context create x; echo rc=$?
docker context create lab --docker bogus=1; echo rc=$?
docker context create lab --docker host=bogus; echo rc=$?
docker context create lab --from nosuch; echo rc=$?
docker context use nosuch; echo rc=$?
docker context use; echo rc=$?
docker context rm nosuch default; echo rc=$?
docker context inspect nosuch; echo rc=$?
docker context update nosuch; echo rc=$?
docker context export nosuch; echo rc=$?
docker context import x nosuch; echo rc=$?
docker --context nosuch ps; echo rc=$?
DOCKER_CONTEXT=nosuch docker ps; echo rc=$?
docker --context a -H unix:///x ps; echo rc=$?
rm -rf ~/.docker
