c() { docker network create "$@"; echo $?; }
c -o com.docker.network.bridge.enable_icc=foo x
c -o com.docker.network.bridge.enable_ip_masquerade=2 x
c -o com.docker.network.bridge.gateway_mode_ipv4=foo x
c -o com.docker.network.bridge.gateway_mode_ipv4=isolated x
c -o com.docker.network.driver.mtu=foo x
c -o com.docker.network.driver.mtu=-1 x
c -o com.docker.network.bridge.name=toolongbridgename x
c -o com.docker.network.bridge.host_binding_ipv4=foo x
c -d macvlan -o macvlan_mode=foo x
c -d ipvlan -o ipvlan_mode=foo x
c -d macvlan -o parent=eth9 x
docker network create -o foo=bar -o com.docker.network.bridge.name=mybr --label a --label b=c --attachable x >/dev/null
docker network inspect -f '{{json .Options}} {{json .Labels}} {{.Attachable}}' x
ip -br link show mybr | awk '{ print $1, $2 }'
docker network rm x
ip link show mybr 2>&1
