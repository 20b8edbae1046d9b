docker run --rm --read-only busybox touch /x; echo $?
docker run --rm --read-only --tmpfs /t busybox sh -c 'touch /t/x && echo ok'
