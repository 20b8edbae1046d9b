docker run --name bcp4 busybox sh -c 'mkdir -p /d/sub; echo 1 >/d/one; echo 2 >/d/sub/two; ln -s one /d/link'
docker cp bcp4:/d .; find d | sort
docker cp bcp4:/d e; find e | sort
docker cp bcp4:/d e; find e | sort
docker cp bcp4:/d/. f; find f | sort
mkdir g; docker cp bcp4:/d/. g; find g | sort
echo x >file; docker cp bcp4:/d file; echo $?
docker cp bcp4:/d/one /tmp/case/w/g/sub; cat g/sub/one; echo $?
docker cp bcp4:/d/one/. h; echo $?
docker cp bcp4:/d/one/ h; echo $?
docker rm bcp4
