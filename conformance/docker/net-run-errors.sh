r() { docker run --rm "$@" busybox true; echo $?; }
docker network create --subnet 10.5.0.0/24 bb >/dev/null
r --network nosuch; r --network bb --ip 10.1.0.3; r --network bb --ip 10.5.0.1; r --ip 10.5.0.1; r --network host --ip 1.2.3.4; r --network-alias foo; r --network bb --mac-address foo
r --network bb --network bridge; r --network none --network bb; r --network bb --network bb; r --network name=bb,alias=x --network-alias y; r --network name=bb,ip=10.5.0.9 --ip 10.5.0.8
r --network container:nosuch; r --network container:; r --network ''; r --network foo=bar; r --network alias=x; r --network name=bb,gw-priority=x; r --network name=bb,driver-opt=x; r --network name=bb,ip=foo; r --network name=bb,link-local-ip=foo
docker network rm bb
