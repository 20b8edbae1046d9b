docker volume create -o type=tmpfs -o device=tmpfs -o o=size=1m vtd >/dev/null
docker volume inspect -f '{{json .Options}}' vtd
docker run --rm -v vtd:/d busybox sh -c 'df -k /d | tail -1 | tr -s " " | cut -d" " -f2; echo x > /d/f'
docker run --rm -v vtd:/d busybox ls /d
docker volume rm vtd
