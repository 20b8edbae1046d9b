docker run -d --name lf busybox sh -c 'for i in 1 2 3; do echo line $i; sleep 0.2; done' | wc -c
docker logs -f lf
docker rm lf
