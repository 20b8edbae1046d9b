docker events --since bogus; echo rc=$?
docker events --until 1 --since 2 ; echo rc=$?
docker events --format '{{'; echo rc=$?
docker events --format '{{.Nope}}' --since 1s --until 0s; echo rc=$?
docker events --filter bogus; echo rc=$?
docker events extra; echo rc=$?
