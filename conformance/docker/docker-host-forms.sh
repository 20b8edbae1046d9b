docker -H unix:///nosuch ps; echo rc=$?
DOCKER_HOST=unix:///nosuch docker ps; echo rc=$?
DOCKER_HOST=tcp://127.0.0.1:1 docker ps; echo rc=$?
DOCKER_HOST=bogus://x docker ps; echo rc=$?
docker -H tcp://127.0.0.1:x ps; echo rc=$?
docker -H a -H b ps; echo rc=$?
docker -H unix:///var/run/docker.sock ps -q --filter name=nosuch; echo rc=$?
docker --host=unix:///var/run/docker.sock version --format '{{.Server.Os}}'
DOCKER_API_VERSION=1.10 docker ps; echo rc=$?
DOCKER_API_VERSION=1.99 docker ps; echo rc=$?
DOCKER_API_VERSION=1.30 docker version --format '{{.Client.APIVersion}}'
docker -H unix:///nosuch version --format '{{.Client.Os}}'; echo rc=$?
docker -H unix:///nosuch info --format '{{.ClientInfo.Context}}'; echo rc=$?
docker -H unix:///nosuch run busybox true; echo rc=$?
docker -H unix:///nosuch rm a b; echo rc=$?
