docker run --rm --oom-score-adj 500 busybox cat /proc/self/oom_score_adj
docker run --rm --oom-score-adj 1001 busybox true; echo rc=$?
docker run --rm --oom-score-adj x busybox true; echo rc=$?
docker create --name ros --oom-score-adj -10 busybox 2>&1 | sed 's/[0-9a-f]\{64\}/ID/'
docker inspect -f '{{.HostConfig.OomScoreAdj}}' ros
docker rm ros
