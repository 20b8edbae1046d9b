docker volume create d1v; docker volume create d1v; docker volume create 'b@d'; echo rc=$?
docker run --rm -v d1v:/v busybox sh -c 'echo kept >/v/f'; docker run --rm -v d1v:/v:ro busybox sh -c 'cat /v/f; echo x >/v/f'; echo rc=$?
docker volume ls -q; docker volume inspect -f '{{.Driver}} {{.Scope}} {{.Options}}' d1v
docker run -d --name d1a -v d1v:/v busybox sleep 10 >/dev/null; docker volume rm d1v 2>&1 | sed 's/ - .*//'; echo rc=$?; docker rm -f d1a; docker volume rm d1v
docker run --name d1a -v /anon busybox true; docker inspect -f '{{range .Mounts}}{{.Type}} {{.Destination}} {{.RW}}{{end}}' d1a; docker rm -v d1a; docker volume ls -q | wc -l
docker run --rm -v relative:/x:badmode busybox true; echo rc=$?
docker run --rm --mount type=bind,src=/nosuch,dst=/x busybox true; echo rc=$?
docker run --rm --tmpfs /t busybox sh -c 'touch /t/x && ls /t'
docker run --rm --read-only busybox touch /x; echo rc=$?
