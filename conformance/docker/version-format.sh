docker version --format '{{.Client.Version}} {{.Server.APIVersion}}' | cut -d. -f1,2
docker --version | cut -d' ' -f1,2
docker version --format '{{.Nope}}'; echo $?
