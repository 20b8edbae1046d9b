docker run --rm -w /tmp busybox pwd
docker run --rm -w /new/deep/dir busybox sh -c 'pwd; ls -ld /new/deep | cut -c1-10'
docker run --rm -w relative busybox pwd; echo rc=$?
docker run --rm -w /etc/passwd busybox pwd; echo rc=$?
docker run --rm -w '' busybox pwd
docker run --rm -w //tmp/../etc busybox pwd
