docker run --cidfile id1 --name rci busybox true
wc -c < id1
test "$(cat id1)" = "$(docker inspect -f '{{.Id}}' rci)" && echo same
docker run --rm --cidfile id1 busybox true; echo rc=$?
docker run --rm --cidfile nosuch/id busybox true; echo rc=$?
docker run --rm --cidfile id2 nosuchimage:0 2>/dev/null; echo rc=$?; ls id2
docker run --cidfile id3 --rm busybox nosuchcommand; echo rc=$?; wc -c < id3
docker rm rci
