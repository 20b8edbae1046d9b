docker run --name d1a busybox sh -c 'echo 1 >/f; rm -rf /home; chmod 700 /tmp' 
docker diff d1a
docker commit -a 'me <a@b>' -m 'a msg' -c 'ENV A=b' -c 'WORKDIR /tmp' -c 'ENTRYPOINT ["echo"]' d1a d1img:x | wc -c
docker run --rm d1img:x hi
docker inspect -f '{{.Author}}|{{.Comment}}|{{.Config.Env}}|{{.Config.WorkingDir}}|{{.Config.Entrypoint}}|{{.Config.Cmd}}' d1img:x
docker history --format '{{.CreatedBy}}|{{.Comment}}' d1img:x
docker commit -c 'FOO bar' d1a d1img:y; echo rc=$?
docker commit d1a D1IMG; echo rc=$?
docker commit d1a d1img:bad:tag; echo rc=$?
docker tag d1img:x d1img:y; docker images d1img --format '{{.Repository}}:{{.Tag}}' | sort
docker rmi d1img:x; docker rmi d1img:y | head -1; docker rmi d1img:z; echo rc=$?
docker rm d1a
