docker run -d --name db --expose 100-102 --expose 7/tcp busybox sleep 1000 >/dev/null
docker run --rm --link db busybox env | grep DB_
docker run --rm --name w1 --link db:my-db busybox env | grep NAME
docker rm -f db
