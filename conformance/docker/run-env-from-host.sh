export FROM_HOST=yes
docker run --rm -e FROM_HOST -e MISSING busybox sh -c 'echo [$FROM_HOST] [$MISSING]'
