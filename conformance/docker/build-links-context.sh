export DOCKER_BUILDKIT=0
mkdir sub; ln -s /etc/passwd abs; ln -s ../../../../etc/hostname up; ln -s sub dirlink; echo x >sub/f; ln -s nowhere dangling
try() { printf "FROM busybox\n$1\n" >Dockerfile; docker build --no-cache --force-rm . 2>&1 | sed 1,4d; }
try 'COPY abs /abs'
try 'COPY up /up'
try 'COPY dirlink /dl\nRUN ls -l /dl | cut -c1'
try 'COPY dangling /d'
try 'COPY sub/../sub/f /f\nRUN ls /f'
try 'COPY . /all\nRUN readlink /all/abs; readlink /all/up; readlink /all/dangling'
