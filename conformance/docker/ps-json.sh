docker create --name pj busybox echo hi | wc -c
docker ps -a --filter name=pj --format json | sed 's/"CreatedAt":"[^"]*"/"CreatedAt":"T"/'
docker rm pj
