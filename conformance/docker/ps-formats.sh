docker run -d --name psf busybox sleep 1000 | wc -c
docker ps --filter name=psf
docker ps --filter name=psf --format '{{.Names}}|{{.Image}}|{{.Command}}|{{.State}}|{{.Ports}}|'
docker ps --filter name=psf --format 'table {{.Names}}\t{{.Status}}'
docker ps --filter name=psf --no-trunc --format '{{.Command}}'
docker rm -f psf
