docker run --name bex1 busybox sh -c 'mkdir /mine; echo x >/mine/f; rm /etc/group'
docker export bex1 | tar -tf - | grep -E '^(mine|etc/(passwd|group|hosts|hostname|resolv.conf|mtab)|.dockerenv|dev/|proc|sys)' | sort
docker export -o e.tar bex1; echo $?
tar -xOf e.tar mine/f
stat -c %a e.tar
docker rm bex1
