docker run --rm -h box busybox sh -c 'hostname; tail -1 /etc/hosts | tr "\t" " " | cut -d" " -f2-'
docker run --rm -h box --domainname example.org busybox sh -c 'hostname; tail -1 /etc/hosts | tr "\t" " " | cut -d" " -f2-'
docker run --rm -h box.example.org busybox sh -c 'hostname; tail -1 /etc/hosts | tr "\t" " " | cut -d" " -f2-'
docker run --rm --hostname "$(printf 'a%.0s' $(seq 70))" busybox hostname; echo rc=$?
docker create --name rhd -h box.example.org busybox | wc -c
docker inspect -f '{{.Config.Hostname}}|{{.Config.Domainname}}' rhd
docker rm rhd
