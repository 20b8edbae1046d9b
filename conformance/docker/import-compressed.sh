mkdir r; echo hi >r/f
tar -C r -czf r.tgz .
docker import r.tgz bim3:gz | cut -c1-7
tar -C r -cf r.tar .; gzip -k r.tar
docker import r.tar.gz bim3:gz2 | cut -c1-7
docker inspect -f '{{len .RootFS.Layers}}' bim3:gz bim3:gz2
docker rmi bim3:gz bim3:gz2 >/dev/null
