docker ps --filter bogus=1; echo rc=$?
docker ps --filter bogus; echo rc=$?
docker ps --filter status=bogus; echo rc=$?
docker ps --filter exited=x; echo rc=$?
docker ps --filter before=nosuch; echo rc=$?
docker ps --filter since=nosuch; echo rc=$?
docker ps --filter ancestor=nosuch:1 -q; echo rc=$?
docker ps --filter health=bogus; echo rc=$?
docker ps --filter is-task=maybe; echo rc=$?
docker ps --filter publish=x; echo rc=$?
docker ps --filter volume=nosuch -q; echo rc=$?
docker ps --last x; echo rc=$?
docker ps -n; echo rc=$?
