export DOCKER_BUILDKIT=0
printf 'FROM busybox\n' >Dockerfile; echo x >f
tar -P -cf a.tar Dockerfile /tmp/case/w/f; docker build - <a.tar; echo $?
mkdir s; cp Dockerfile s; (cd s; tar -P -cf ../b.tar Dockerfile ../f); docker build - <b.tar; echo $?
head -c 1000 a.tar | docker build -; echo $?
head -c 1600 a.tar | docker build -; echo $?
tar -cf c.tar Dockerfile; printf 'garbage' >>c.tar; docker build - <c.tar; echo $?
printf 'FROM busybox\n' | gzip | docker build -; echo $?
tar -czf d.tgz Dockerfile f; head -c 100 d.tgz | docker build -; echo $?
mknod dev c 1 3; printf 'FROM busybox\nCOPY dev /x\nRUN ls -l /x | cut -c1\n' >Dockerfile; docker build -t bevil .; echo $?
docker rmi bevil >/dev/null
