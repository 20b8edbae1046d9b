export DOCKER_BUILDKIT=0
echo x >f
printf 'FROM busybox\nENV A=b\nRUN echo 1 >/one\nCOPY f /f\nCMD ["sh"]\n' >Dockerfile
docker build -t bb22 . >/dev/null 2>&1
docker history --no-trunc --format '{{.CreatedBy}}|{{.Size}}' bb22 | sed -E 's/file:[0-9a-f]{64}/file:SUM/' | head -4
docker inspect -f '{{len .RootFS.Layers}} {{.Comment}} {{.Parent}}' bb22 | cut -c1-10
docker images -a --format '{{.Repository}}' | grep -c none | awk '{print ($1>=3)}'
docker rmi bb22 | sed -E 's/[0-9a-f]{64}/ID/'
