docker network create --subnet 10.4.0.0/24 aa >/dev/null; docker run -d --name ca --network aa busybox sleep 1000 >/dev/null
c() { docker network "$@"; echo $?; }
c connect nosuch ca; c connect aa nosuch; c connect host ca; c connect none ca; c disconnect nosuch ca; c disconnect host ca; c disconnect aa nosuch; c disconnect -f aa nosuch
c connect --ip 10.1.0.300 bridge ca; c connect --ip 10.9.0.3 bridge ca; c connect --alias x bridge ca
docker network create --subnet 10.5.0.0/24 bb >/dev/null; c connect --ip 10.6.0.3 bb ca; c connect --ip 10.5.0.1 bb ca; c connect --ip foo bb ca; c connect --driver-opt foo bb ca; c connect --link a:b:c bb ca; c connect --gw-priority foo bb ca
docker rm -f ca; docker network rm aa bb
