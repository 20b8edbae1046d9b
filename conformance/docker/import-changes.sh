mkdir r; echo hi >r/f
tar -C r -cf r.tar .
docker import -c 'CMD ["/f"]' -c 'ENV A=1 B="two words"' -c 'EXPOSE 80' -c 'LABEL a=b' -c 'WORKDIR /w' -c 'USER nobody' -m 'a message' r.tar bim1 | cut -c1-7
docker inspect -f '{{json .Config.Cmd}} {{json .Config.Env}} {{json .Config.ExposedPorts}} {{json .Config.Labels}} {{.Config.WorkingDir}} {{.Config.User}} {{.Comment}} {{.Architecture}} {{.Os}} {{json .RepoTags}}' bim1
docker rmi bim1 >/dev/null
cat r.tar | docker import - | cut -c1-7
docker import r.tar | tee id | cut -c1-7
docker rmi $(cat id) | wc -l
