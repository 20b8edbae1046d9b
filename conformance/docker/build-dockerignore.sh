export DOCKER_BUILDKIT=0
mkdir -p node_modules/x src/sub; touch a.log b.txt node_modules/x/y src/k.log src/sub/l.log src/keep.md keep.log
printf '# comment\n*.log\n!keep.log\nnode_modules\nsrc/**/*.log\n**/*.md\n' >.dockerignore
printf 'FROM busybox\nCOPY . /ctx\nRUN find /ctx | sort\n' >Dockerfile
docker build -t bb14 .; echo $?
printf 'Dockerfile\n.dockerignore\n*\n!b.txt\n' >.dockerignore
docker build -t bb14 .; echo $?
printf '[\n' >.dockerignore
docker build -t bb14 .; echo $?
printf 'b.txt\n' >.dockerignore
printf 'FROM busybox\nCOPY b.txt /\n' >Dockerfile
docker build -t bb14 .; echo $?
docker rmi bb14 >/dev/null
