r() { docker run --rm "$@" busybox true; echo $?; }
r --link nosuch:x; r --link a:b:c; r --link :p1
docker run -d --name p1 busybox sleep 1000 >/dev/null; r --link p1:; docker stop -t 0 p1 >/dev/null; docker run --rm --name q1 --link p1:foo busybox env; echo $?; docker rm p1
r --network host --link p1:x
