docker create --name bco2 -e PATH=/bin -e X=y -p 80 --entrypoint /bin/echo -w /tmp -u 5 -l a=b --stop-signal SIGINT busybox hello | wc -c
docker commit -a 'Me <me@example.org>' -m 'my words' bco2 bco2:img | cut -c1-7
docker inspect -f '{{.Author}}|{{.Comment}}|{{json .Config.Env}}|{{json .Config.Entrypoint}}|{{json .Config.Cmd}}|{{.Config.WorkingDir}}|{{.Config.User}}|{{json .Config.Labels}}|{{.Config.StopSignal}}' bco2:img
docker history --no-trunc --format '{{.CreatedBy}}|{{.Comment}}|{{.Size}}' bco2:img | head -1
docker run --rm bco2:img; docker run --rm bco2:img other
docker commit -c 'ENTRYPOINT ["/bin/cat"]' -c 'CMD /etc/hostname' -c 'ENV X=z W=1' -c 'LABEL c="d e"' -c 'WORKDIR sub' -c 'EXPOSE 81/udp 82' -c 'VOLUME /v' -c 'ONBUILD RUN true' -c 'HEALTHCHECK NONE' bco2 bco2:two | cut -c1-7
docker inspect -f '{{json .Config.Entrypoint}} {{json .Config.Cmd}} {{json .Config.Env}} {{json .Config.Labels}} {{.Config.WorkingDir}} {{json .Config.ExposedPorts}} {{json .Config.Volumes}} {{json .Config.OnBuild}} {{json .Config.Healthcheck}}' bco2:two
docker rm bco2; docker rmi bco2:img bco2:two >/dev/null
