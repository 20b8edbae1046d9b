export DOCKER_BUILDKIT=0
mkdir ctx sub; echo x >ctx/f
printf 'FROM busybox\nCOPY f /\n' >ctx/My.df; cp ctx/My.df sub/Out.df
docker build -f ctx/My.df -t bb16 ctx; echo $?
docker build -f sub/Out.df -t bb16 ctx; echo $?
docker build -t bb16 -t bb16:two -t localhost/x/bb16:three --label l=1 --label m="a b" -f ctx/My.df ctx; echo $?
docker inspect -f '{{json .Config.Labels}} {{json .RepoTags}}' bb16
docker build -t BAD ctx; echo $?
docker build -t a:b:c ctx; echo $?
docker build -f ctx/My.df --iidfile id ctx >/dev/null; cut -c1-7 id
docker rmi bb16 bb16:two localhost/x/bb16:three >/dev/null
