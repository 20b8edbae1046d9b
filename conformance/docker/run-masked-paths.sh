docker run --rm busybox sh -c 'mount | grep -E "^proc on /proc/(bus|fs|irq|sys) " | cut -d" " -f1-5'
docker inspect busybox -f '{{.Config.Cmd}}'
