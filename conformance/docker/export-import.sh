docker run --name bex3 -e A=b busybox sh -c 'echo x >/f'
docker export bex3 | docker import - bex3:v1 | cut -c1-7
docker run --rm bex3:v1 cat /f; echo $?
docker run --rm bex3:v1; echo $?
docker inspect -f '{{json .Config.Env}} {{json .Config.Cmd}} {{len .RootFS.Layers}} {{.Comment}}' bex3:v1
docker history bex3:v1 --format '{{.CreatedBy}}|{{.Comment}}'
docker rm bex3; docker rmi bex3:v1 >/dev/null
