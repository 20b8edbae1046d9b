docker run --name isz busybox sh -c 'echo hello >/f'
docker inspect -s -f '{{.SizeRw}}' isz
docker rm isz
