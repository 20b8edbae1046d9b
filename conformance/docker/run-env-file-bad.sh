printf 'A B=1\n' >envs
docker run --rm --env-file envs busybox true; echo $?
