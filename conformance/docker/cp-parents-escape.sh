docker run --name bcp13 busybox sh -c 'ln -s ../../../../../etc /tmp/up; mkdir /tmp/in'
docker cp bcp13:/tmp/up/passwd p; head -1 p | cut -d: -f1
docker cp bcp13:/../../etc/group g; head -1 g | cut -d: -f1
echo mine >h; docker cp h bcp13:/tmp/up/mine; docker cp bcp13:/etc/mine - | tar -xOf -
docker cp bcp13:tmp/in/../../etc/group g2; head -1 g2 | cut -d: -f1
docker rm bcp13
