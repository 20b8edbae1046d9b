printf 'version: 0.1\nstorage:\n  filesystem:\n    rootdirectory: %s/data\nhttp:\n  addr: :5050\n' "$PWD" >reg.yml
docker-registry serve reg.yml >reg.log 2>&1 & reg=$!
for i in 1 2 3 4 5 6 7 8 9 10; do curl -fs localhost:5050/v2/ >/dev/null && break; sleep 0.3; done
docker tag busybox localhost:5050/bpt:a; docker tag busybox localhost:5050/bpt:b
docker push -a localhost:5050/bpt | sed 's/size: .*/size: N/'
docker push -a localhost:5050/bpt:a; echo $?
docker rmi localhost:5050/bpt:a localhost:5050/bpt:b >/dev/null
kill $reg
