docker run --name dk1 busybox sh -c 'touch /new; mkdir -p /d/e; echo x > /d/e/f; rm /etc/localtime 2>/dev/null; echo y >> /etc/passwd; chmod 700 /home; ln -s /new /link'
docker diff dk1 | grep -v -E 'localtime|/root' | sort
docker rm dk1
docker create --name dk2 busybox | wc -c
docker diff dk2
docker diff nosuch; echo rc=$?
docker diff; echo rc=$?
docker rm dk2
