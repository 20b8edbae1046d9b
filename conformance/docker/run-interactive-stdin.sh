printf 'one\ntwo\n' | docker run --rm -i busybox wc -l
docker run --rm -i busybox cat </dev/null; echo rc=$?
printf 'exit 5\n' | docker run --rm -i busybox sh; echo rc=$?
printf 'x' | docker run -i --name ris busybox sh -c 'cat; echo " done"'
docker logs ris
docker rm ris
head -c 300000 /dev/zero | docker run --rm -i busybox wc -c
