docker inspect -f '{{.Config.Cmd}} {{json .Config.Cmd}} {{len .Config.Cmd}} {{.Config.Entrypoint}} {{join .Config.Cmd ","}}' busybox
docker inspect -f '{{.RepoTags}} {{.Os}}/{{.Architecture}} {{len .RootFS.Layers}} {{.RootFS.Type}}' busybox
docker image inspect -f '{{.Id}}' busybox nosuch; echo rc=$?
docker inspect --type container busybox; echo rc=$?
docker inspect --type volume busybox; echo rc=$?
docker inspect --type network bridge -f '{{.Name}} {{.Driver}}'
docker inspect -f '{{.Nope}}' busybox; echo rc=$?
docker inspect -f '{{upper .Os}}{{"\n"}}{{range .RepoTags}}<{{.}}>{{end}}' busybox
