docker run --name bcp6 busybox sh -c 'mkdir /d; echo real >/d/real; ln -s real /d/link; ln -s /d /dl; ln -s nowhere /d/dangling'
docker cp bcp6:/d/link l1; readlink l1
docker cp -L bcp6:/d/link l2; cat l2
docker cp bcp6:/dl x; readlink x
docker cp -L bcp6:/dl y; ls y
docker cp bcp6:/dl/. z; ls z
docker cp -L bcp6:/d/dangling q; echo $?
echo new >f; docker cp f bcp6:/d/link; docker cp bcp6:/d/real - | tar -xOf -
docker cp f bcp6:/dl; docker cp bcp6:/d/f - | tar -xOf -
docker cp f bcp6:/d/dangling; echo $?; docker cp bcp6:/d/nowhere - | tar -xOf -
echo target >t; ln -s t tl; docker cp tl bcp6:/tmp/; docker cp bcp6:/tmp/tl - | tar -tvf - | grep -o 'tl.*'
docker cp -L tl bcp6:/tmp/c; docker cp bcp6:/tmp/c - | tar -xOf -
docker rm bcp6
