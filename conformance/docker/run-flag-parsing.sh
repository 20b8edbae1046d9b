docker run --rm --name=rfp1 busybox echo equals
docker run --rm --name rfp1 -e=A=1 busybox sh -c 'echo "[$A]"'
docker run --rm -eA=1 busybox sh -c 'echo "[$A]"'
docker run --rm -ie A=1 busybox sh -c 'echo "[$A]"' </dev/null
docker run --rm=true busybox echo true
docker run --rm=bogus busybox true; echo rc=$?
docker run --rm --interactive=false busybox echo off
docker run --rm -- busybox echo dashes
docker run --rm busybox -- echo; echo rc=$?
docker run --rm busybox echo --name x
docker run -xyz busybox; echo rc=$?
docker run --rm -e; echo rc=$?
docker run --memory; echo rc=$?
docker run ---rm busybox; echo rc=$?
docker run --=x busybox; echo rc=$?
docker run --rm --no-healthcheck=true busybox echo ok
