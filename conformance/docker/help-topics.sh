docker help nosuch; echo $?
docker run --help | head -3
docker ps --help | head -6
docker rm --help | head -6
