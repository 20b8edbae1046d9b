docker run --cidfile /tmp/d1cid --name d1a busybox true; echo rc=$?
wc -c < /tmp/d1cid
docker run --cidfile /tmp/d1cid --name d1b busybox true; echo rc=$?
rm -f /tmp/d1cid
docker run --cidfile /tmp/d1cid --name d1a busybox true; echo rc=$?
ls /tmp/d1cid
docker rm d1a
