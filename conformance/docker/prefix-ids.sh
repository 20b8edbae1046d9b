docker create --name px busybox | wc -c
id=$(docker inspect -f '{{.Id}}' px)
docker inspect -f '{{.Name}}' ${id:0:12}
docker inspect -f '{{.Name}}' ${id:0:5}
docker rm ${id:0:8} | wc -c
