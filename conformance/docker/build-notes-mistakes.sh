export DOCKER_BUILDKIT=0
try() { printf "$1" >Dockerfile; docker build --no-cache --force-rm . 2>&1 | sed 1,4d; }
try 'FROM Ubuntu\n'
try 'FROM busybox\nCMD["/bin/nano","notes.txt"]\n'
try 'FROM busybox\nADD notes.txt /notes.txt\n'
try "FROM busybox\nCMD ['echo','hi']\n"
