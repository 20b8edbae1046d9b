printf '# comment\nA=1\nB=two words\nHOME_DIR=$HOME\n' >envs
docker run --rm --env-file envs busybox sh -c 'echo "$A|$B|$HOME_DIR"'
docker run --rm --env-file nofile busybox true; echo $?
