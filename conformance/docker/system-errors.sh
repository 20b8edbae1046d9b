docker system bogus; echo rc=$?
docker system df extra; echo rc=$?
docker system df --format '{{.Nope}}'; echo rc=$?
docker system prune --volumes --filter until=1h; echo rc=$?
docker system prune --bogus; echo rc=$?
docker system events --since bogus; echo rc=$?
docker info extra; echo rc=$?
docker info --format '{{.Nope}}'; echo rc=$?
docker info --format '{{'; echo rc=$?
docker version extra; echo rc=$?
docker version --format '{{.Nope}}'; echo rc=$?
