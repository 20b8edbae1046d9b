printf 'version: 0.1\nstorage:\n  filesystem:\n    rootdirectory: %s/data\nhttp:\n  addr: :5050\n' "$PWD" >reg.yml
docker-registry serve reg.yml >reg.log 2>&1 & reg=$!
for i in 1 2 3 4 5 6 7 8 9 10; do curl -fs localhost:5050/v2/ >/dev/null && break; sleep 0.3; done
export DOCKER_CONFIG=$PWD/cfg
docker login -u u -p p localhost:5050; echo $?
cat cfg/config.json; echo
echo secret | docker login -u v --password-stdin localhost:5050; echo $?
cat cfg/config.json; echo
docker logout localhost:5050; echo $?
cat cfg/config.json; echo
docker logout localhost:5050; echo $?
kill $reg
