printf 'version: 0.1\nstorage:\n  filesystem:\n    rootdirectory: %s/data\nhttp:\n  addr: :5050\n' "$PWD" >reg.yml
docker-registry serve reg.yml >reg.log 2>&1 & reg=$!
for i in 1 2 3 4 5 6 7 8 9 10; do curl -fs localhost:5050/v2/ >/dev/null && break; sleep 0.3; done
docker login -u u localhost:5050 </dev/null; echo $?
echo pw | docker login --password-stdin localhost:5050; echo $?
docker login -p x --password-stdin localhost:5050; echo $?
docker login -u u -p p localhost:5099; echo $?
docker login a b; echo $?
docker logout localhost:5050; echo $?
docker logout; echo $?
kill $reg
