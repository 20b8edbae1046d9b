printf 'A=1\n# comment\n\n  B=two words\nC\nD="quoted"\n' > e1
C=fromhost docker run --rm --env-file e1 busybox env | grep -E '^[A-D]='
printf 'A B=1\n' > e2
docker run --rm --env-file e2 busybox true; echo rc=$?
printf '=1\n' > e3
docker run --rm --env-file e3 busybox true; echo rc=$?
docker run --rm --env-file missing busybox true; echo rc=$?
docker run --rm --env-file . busybox true; echo rc=$?
docker run --rm --env-file e1 -e A=override busybox sh -c 'echo $A'
docker run --rm -e =x busybox true; echo rc=$?
