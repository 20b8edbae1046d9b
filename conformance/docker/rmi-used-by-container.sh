docker run --name ru busybox touch /a
docker commit ru ru-image | cut -c1-7
docker run --name ru2 ru-image true
docker rmi ru-image; echo $?
docker rm ru2
docker rmi ru-image | cut -c1-8
docker rm ru
