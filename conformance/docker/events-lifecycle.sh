docker create --name evl busybox sleep 1000 | wc -c
docker start evl; docker pause evl; docker unpause evl; docker rename evl evl2; docker kill evl2 >/dev/null; docker rm evl2
sleep 1.1
docker events --since 20s --until 0s --filter type=container --format '{{.Action}} {{.Actor.Attributes.name}}' | grep ' evl'
