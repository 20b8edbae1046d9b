docker save; echo $?
docker save nosuchimage >x; echo $?
docker save busybox nosuchimage:tag >x; echo $?
docker save -o /no/such/dir/x busybox; echo $?
docker save -o /dev/null busybox; echo $?
docker save BAD >x; echo $?
docker save --platform linux/arm64 busybox >x; echo $?
docker save --platform xx/yy/zz/ww busybox >x; echo $?
