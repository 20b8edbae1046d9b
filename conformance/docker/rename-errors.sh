docker create --name rn1 busybox | wc -c
docker create --name rn2 busybox | wc -c
docker rename rn1 rn2; echo rc=$?
docker rename rn1 rn1; echo rc=$?
docker rename rn1 ''; echo rc=$?
docker rename rn1 '-bad'; echo rc=$?
docker rename nosuch rn9; echo rc=$?
docker rename rn1; echo rc=$?
docker rename rn1 rn3 && docker inspect -f '{{.Name}}' rn3
docker rm rn2 rn3
