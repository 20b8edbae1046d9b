docker volume create evv
docker run --rm -v evv:/d busybox true
docker volume rm evv
sleep 1.1
docker events --since 20s --until 0s --filter volume=evv --format '{{.Type}} {{.Action}} {{json .Actor.Attributes}}' | sed 's/"container":"[0-9a-f]*"/"container":"ID"/'
docker events --since 20s --until 0s --filter type=volume --filter event=create --format '{{.Actor.ID}}' | grep evv
