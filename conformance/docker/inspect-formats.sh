docker create --name if1 -p 127.0.0.1:8123:80 -v ifv:/d --restart on-failure:2 -m 32m busybox echo hi | wc -c
docker inspect -f '{{.HostConfig.PortBindings}} {{.HostConfig.RestartPolicy}}' if1
docker inspect -f '{{range $k, $v := .HostConfig.PortBindings}}{{$k}} -> {{(index $v 0).HostPort}}{{end}}' if1
docker inspect -f '{{index .Config.Cmd 0}} {{len .Config.Cmd}} {{index .Config.Cmd 5}}' if1; echo rc=$?
docker inspect -f '{{.Config.Cmd | json}} {{.Name | printf "%s!"}} {{slice .Name 1}}' if1
docker inspect -f '{{if .State.Running}}up{{else if eq .State.Status "created"}}new{{else}}down{{end}}' if1
docker inspect -f '{{.State.Running}} {{not .State.Running}} {{and true .Name}} {{or "" "x"}} {{ne 1 2}} {{lt 1 2}} {{ge 2 3}}' if1
docker inspect -f '{{/* comment */}}{{- " trimmed " -}}   |' if1
docker inspect -f '{{define "t"}}[{{.}}]{{end}}{{template "t" .Name}}' if1
docker inspect -f '{{.HostConfig.Memory}} {{printf "%x %08d %t %.2f %q %v" 255 42 true 1.5 "q" .Config.Cmd}}' if1
docker inspect -f '{{html "<a>"}} {{js "a\"b"}} {{urlquery "a b&c"}} {{print 1 2 "a" "b" 3}}' if1
docker inspect -f '{{range $i, $c := .Config.Cmd}}{{if $i}},{{end}}{{$c}}{{else}}none{{end}}' if1
docker inspect -f '{{.Mounts}}' if1 | cut -c1-20
docker inspect -f '{{(index .Mounts 0).Name}}' if1
docker rm if1; docker volume rm ifv
