docker info --format '{{.OSType}} {{.Swarm.LocalNodeState}} {{.Swarm.ControlAvailable}} {{.LoggingDriver}} {{.DefaultRuntime}} {{.InitBinary}} {{.DockerRootDir}} {{.ExperimentalBuild}} {{.LiveRestoreEnabled}}'
docker info --format '{{json .Plugins.Volume}} {{json .Plugins.Network}} {{json .Plugins.Log}}'
docker info --format '{{.ClientInfo.Context}} {{.ClientInfo.Debug}}'
docker system info --format '{{.Driver}}'
docker version --format '{{.Server.APIVersion}} {{.Server.MinAPIVersion}} {{.Server.Os}} {{.Server.Arch}} {{.Server.Experimental}} {{.Client.Os}}'
docker version --format '{{range .Server.Components}}{{.Name}}
{{end}}'
docker version --format '{{json .Client.Context}}'
