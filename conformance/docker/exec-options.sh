docker run -d --name eo1 -e BASE=1 -w /tmp -u nobody busybox sleep 1000 | wc -c
docker exec eo1 sh -c 'pwd; id -un; echo $BASE'
docker exec -u 0 -w /etc -e X=2 eo1 sh -c 'pwd; id -u; echo $BASE $X'
printf 'F=file\n' > ef; docker exec --env-file ef eo1 sh -c 'echo $F'
docker exec -u 5001:5002 eo1 id
docker exec --privileged -u 0 eo1 grep CapEff /proc/self/status | wc -l
echo in | docker exec -i eo1 cat
echo in | docker exec eo1 cat
docker exec -t eo1 sh -c 'test -t 1 && echo tty'
docker exec -d eo1 sh -c 'echo detached > /tmp/d'; sleep 0.2; docker exec eo1 cat /tmp/d
docker exec -d eo1 nosuch; echo rc=$?
docker rm -f eo1
