docker run --rm busybox sh -c 'ls /proc | grep -c "^[0-9]"'
docker run --rm --pid host busybox sh -c 'test $$ -gt 1 && echo host pids'
docker run --rm --uts host busybox hostname
