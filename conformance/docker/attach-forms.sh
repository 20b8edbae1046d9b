docker run -d --name af1 busybox sh -c 'sleep 0.5; echo attached; exit 3' | wc -c
docker attach af1; echo rc=$?
docker attach af1; echo rc=$?
docker attach nosuch; echo rc=$?
docker run -d --name af3 busybox sleep 1000 | wc -c
docker pause af3; docker attach af3; echo rc=$?
docker attach --no-stdin --sig-proxy=false af1; echo rc=$?
docker rm -f af1 af3
