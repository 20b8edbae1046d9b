docker plugin bogus; echo rc=$?
docker plugin inspect nosuch; echo rc=$?
docker plugin rm nosuch; echo rc=$?
docker plugin enable nosuch; echo rc=$?
docker plugin disable nosuch; echo rc=$?
docker plugin set nosuch a=b; echo rc=$?
docker plugin set nosuch; echo rc=$?
docker plugin enable --timeout -1 nosuch; echo rc=$?
docker plugin ls --filter bogus=1; echo rc=$?
docker plugin ls --format json
docker plugin ls
docker plugin push nosuch; echo rc=$?
