docker create --name bsi busybox true | wc -c
docker commit -c 'LABEL save=byid' bsi >id; docker rm bsi
docker save $(cat id) >s.tar
tar -xOf s.tar manifest.json | sed -E 's/[0-9a-f]{64}/ID/g; s/"size":[0-9]+/"size":N/g'; echo
tar -tf s.tar | grep -c repositories
docker rmi $(cat id) | wc -l
docker load <s.tar
docker rmi $(cat id) | wc -l
