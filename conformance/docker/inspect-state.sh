docker run --name is1 busybox sh -c 'exit 9'
docker inspect -f '{{.State.Status}} {{.State.Running}} {{.State.Paused}} {{.State.Restarting}} {{.State.OOMKilled}} {{.State.Dead}} {{.State.Pid}} {{.State.ExitCode}} "{{.State.Error}}"' is1
docker inspect -f '{{.Path}} {{.Args}} {{.RestartCount}} {{.Driver}} {{.Platform}} {{.MountLabel}}|{{.ProcessLabel}}|{{.ExecIDs}}' is1
docker inspect -f '{{.HostConfig.NetworkMode}} {{.HostConfig.AutoRemove}} {{.HostConfig.Privileged}} {{.HostConfig.PublishAllPorts}} {{.HostConfig.Runtime}} {{.HostConfig.ConsoleSize}} {{.HostConfig.Isolation}}|' is1
docker inspect -f '{{.Config.Tty}} {{.Config.AttachStdin}} {{.Config.AttachStdout}} {{.Config.OpenStdin}} {{.Config.StdinOnce}} {{.Config.User}}|{{.Config.WorkingDir}}|{{.Config.Image}}|{{.Config.OnBuild}}' is1
docker inspect -f '{{.ResolvConfPath}}' is1 | sed 's/[0-9a-f]\{64\}/ID/'
docker inspect -f '{{.LogPath}}' is1 | sed 's/[0-9a-f]\{64\}/ID/g'
docker inspect -f '{{json .HostConfig.Binds}} {{json .HostConfig.Dns}} {{json .HostConfig.ExtraHosts}} {{json .HostConfig.CapAdd}} {{json .HostConfig.Ulimits}}' is1
docker rm is1
