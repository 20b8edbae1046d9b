docker run --name bco3 busybox sh -c 'echo 1 >/new; rm /etc/group; mkdir /dir; echo 2 >/dir/f'
docker commit bco3 bco3:a | cut -c1-7
docker run --name bco3b bco3:a sh -c 'cat /new /dir/f; ls /etc/group; rm -r /dir; mkdir /dir; ls /dir'
docker commit bco3b bco3:b | cut -c1-7
docker run --rm bco3:b sh -c 'ls /dir; cat /new'
docker inspect -f '{{len .RootFS.Layers}}' bco3:a bco3:b
docker rm bco3 bco3b; docker rmi bco3:b bco3:a | wc -l
