docker load -i nosuch; echo $?
echo junk >junk; docker load -i junk; echo $?
docker load <junk; echo $?
mkdir d; echo x >d/f; tar -C d -cf d.tar f; docker load <d.tar 2>&1 | sed 's/import-[0-9]*/import-N/'
docker save busybox >b.tar; head -c 100000 b.tar | docker load; echo $?
: | docker load 2>&1 | sed 's/import-[0-9]*/import-N/'
echo '[{"Config":"none.json","RepoTags":["x:y"],"Layers":["l.tar"]}]' >d/manifest.json; tar -C d -cf d.tar manifest.json; docker load <d.tar 2>&1 | sed 's/import-[0-9]*/import-N/'
echo '[{' >d/manifest.json; tar -C d -cf d.tar manifest.json; docker load <d.tar 2>&1 | sed 's/import-[0-9]*/import-N/'
docker load extra; echo $?
