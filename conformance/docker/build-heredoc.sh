export DOCKER_BUILDKIT=0
printf 'FROM busybox\nRUN <<EOT\necho hi\nEOT\n' >Dockerfile
docker build --force-rm -t bb19 .; echo $?
printf 'FROM busybox\nCOPY <<EOT /f\nhello\nEOT\nRUN cat /f\n' >Dockerfile
docker build --force-rm -t bb19 .; echo $?
printf 'FROM busybox\nRUN <<EOT\necho hi\n' >Dockerfile
docker build --force-rm -t bb19 .; echo $?
