docker tag nosuch x; echo $?
docker tag busybox 'Bad'; echo $?
docker tag busybox; echo $?
