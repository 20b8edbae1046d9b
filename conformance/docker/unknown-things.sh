docker bogus; echo rc=$?
docker bogus --flag x; echo rc=$?
docker --bogus ps; echo rc=$?
docker -x ps; echo rc=$?
docker container bogus; echo rc=$?
docker network bogus; echo rc=$?
docker scout; echo rc=$?
docker help bogus; echo rc=$?
docker -l bogus ps; echo rc=$?
docker --log-level info ps -q --filter name=nosuch; echo rc=$?
docker ps --bogus; echo rc=$?
docker start; echo rc=$?
docker stop; echo rc=$?
docker rm; echo rc=$?
docker attach; echo rc=$?
docker port; echo rc=$?
docker commit; echo rc=$?
docker checkpoint ls x; echo rc=$?
