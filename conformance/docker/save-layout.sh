docker run --name bsa1 busybox sh -c 'echo x >/f'
docker commit bsa1 bsa1:v1 | cut -c1-7
docker tag bsa1:v1 bsa1:v2
docker save bsa1:v1 bsa1:v2 >s.tar; echo $?
tar -tf s.tar | sed -E 's/[0-9a-f]{64}/ID/g' | sort | uniq -c
tar -tvf s.tar | awk '{print $1,$2}' | sort | uniq -c
tar -xOf s.tar oci-layout; echo
tar -xOf s.tar manifest.json | sed -E 's/[0-9a-f]{64}/ID/g; s/"size":[0-9]+/"size":N/g'; echo
tar -xOf s.tar index.json | sed -E 's/[0-9a-f]{64}/ID/g; s/"size":[0-9]+/"size":N/g'; echo
tar -xOf s.tar repositories | sed -E 's/[0-9a-f]{64}/ID/g'
docker rm bsa1; docker rmi bsa1:v1 bsa1:v2 >/dev/null
