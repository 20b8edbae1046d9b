docker history -q busybox | wc -l
docker history --no-trunc -q busybox | sed 's/sha256:[0-9a-f]*/ID/' | head -1
docker history --format '{{.Comment}}|' nosuch; echo rc=$?
docker history; echo rc=$?
docker history --format '{{.Nope}}' busybox; echo rc=$?
docker history -H=false --format '{{.CreatedSince}}' busybox | head -1 | cut -c5
docker history a b; echo rc=$?
