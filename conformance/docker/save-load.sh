docker run --name bsl1 busybox sh -c 'echo x >/f; rm /etc/group'
docker commit -c 'CMD ["cat","/f"]' bsl1 bsl1:v1 >id; cut -c1-7 id
docker save -o s.tar bsl1:v1; stat -c %a s.tar
docker rm bsl1; docker rmi bsl1:v1 | wc -l
docker load -i s.tar; echo $?
docker run --rm bsl1:v1
test "$(docker inspect -f '{{.Id}}' bsl1:v1)" = "$(cat id)" && echo same id
docker load <s.tar; echo $?
docker load -q -i s.tar; echo $?
gzip s.tar; docker load <s.tar.gz
docker rmi bsl1:v1 | wc -l
