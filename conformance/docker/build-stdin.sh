export DOCKER_BUILDKIT=0
printf 'FROM busybox\nRUN echo from stdin\n' | docker build -t bb15 - ; echo $?
echo x >f; printf 'FROM busybox\nCOPY f /\n' | docker build -t bb15 -f - . ; echo $?
printf 'FROM busybox\nCOPY f /\nRUN cat /f\n' >Dockerfile
tar -cf - f Dockerfile | docker build -t bb15 - ; echo $?
tar -czf - f Dockerfile | docker build -t bb15 - ; echo $?
mv Dockerfile D2; tar -cf - f D2 | docker build -t bb15 - ; echo $?
tar -cf - f D2 | docker build -f D2 -t bb15 - ; echo $?
docker build -f - - </dev/null; echo $?
docker rmi bb15 >/dev/null
