docker commit; echo $?
docker commit nosuch; echo $?
docker create --name bco1 busybox true | wc -c
docker commit bco1 BAD; echo $?
docker commit bco1 x:y:z; echo $?
docker commit -c 'FROM x' bco1; echo $?
docker commit -c 'ENV' bco1; echo $?
docker commit -c 'ENV a' bco1; echo $?
docker commit -c 'EXPOSE abc' bco1; echo $?
docker commit -c 'STOPSIGNAL NOSUCH' bco1; echo $?
docker commit -c 'VOLUME' bco1; echo $?
docker rm bco1
