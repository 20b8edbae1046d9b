docker run --name di busybox sh -c 'mkdir /new; echo a >/new/file; rm /etc/group; echo x >>/etc/passwd'
docker diff di
docker diff nosuch; echo $?
docker rm di
