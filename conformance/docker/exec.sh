docker run -d --name ex busybox sleep 1000 | wc -c
docker exec ex echo hi
docker exec ex sh -c 'exit 5'; echo $?
docker exec -e A=b -w /tmp ex sh -c 'echo $A $PWD'
docker exec -u nobody ex id -un
docker exec ex nosuch; echo $?
echo data | docker exec -i ex cat
docker exec -d ex sh -c 'echo x >/made'
sleep 0.5
docker exec ex cat /made
docker rm -f ex
