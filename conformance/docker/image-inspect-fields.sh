docker image inspect -f '{{.Os}} {{.Architecture}} {{.Config.Cmd}} {{.Config.Entrypoint}} {{.RootFS.Type}} {{len .RootFS.Layers}}' busybox
docker image inspect -f '{{.Nope}}' busybox; echo rc=$?
docker image inspect nosuch; echo rc=$?
docker image inspect; echo rc=$?
docker image inspect -f '{{range .RepoTags}}{{.}} {{end}}' busybox | tr ' ' '\n' | grep -c busybox:latest
docker image inspect --platform linux/amd64 busybox -f '{{.Os}}'; echo rc=$?
