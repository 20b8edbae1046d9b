export DOCKER_BUILDKIT=0
cat >Dockerfile <<'X'
FROM busybox
ENV foo=bar path=/a/b/c.tar.gz empty=
ENV t1=$foo t2=${foo} t3=\$foo t4='$foo' t5="$foo" t6=${nope:-def} t7=${empty:-e} t8=${empty-e} t9=${foo:+alt}
ENV u1=${path#*/} u2=${path##*/} u3=${path%.*} u4=${path%%.*} u5=${path/b/X} u6=${path//a/Y} u7=${foo}x$foo/y
WORKDIR /w$foo
LABEL l=$foo m="${t1} $t3"
USER $foo
EXPOSE ${port:-8080}
VOLUME /v/$foo
X
docker build -t bb20 .; echo $?
docker inspect -f '{{range .Config.Env}}{{println .}}{{end}}{{.Config.WorkingDir}} {{json .Config.Labels}} {{.Config.User}} {{json .Config.ExposedPorts}} {{json .Config.Volumes}}' bb20
docker rmi bb20 >/dev/null
