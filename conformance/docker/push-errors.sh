printf 'version: 0.1\nstorage:\n  filesystem:\n    rootdirectory: %s/data\nhttp:\n  addr: :5050\n' "$PWD" >reg.yml
docker-registry serve reg.yml >reg.log 2>&1 & reg=$!
for i in 1 2 3 4 5 6 7 8 9 10; do curl -fs localhost:5050/v2/ >/dev/null && break; sleep 0.3; done
docker push; echo $?
docker push localhost:5050/nosuch:tag; echo $?
docker push -a localhost:5050/nosuch; echo $?
docker push BAD; echo $?
docker tag busybox localhost:5099/x
docker push localhost:5099/x; echo $?
docker push x@sha256:0000000000000000000000000000000000000000000000000000000000000000; echo $?
docker rmi localhost:5099/x
kill $reg
