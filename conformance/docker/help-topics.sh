docker help nosuch; echo $?
docker run --help | head -1
docker run --help | grep -- --restart | cut -c1-37
docker ps --help | grep Usage
docker rm --help | grep -A1 Aliases
