/** What a course's network chapter types, from an echo server of two clients to links and NAT, with its outcomes; and bad input on the way. */
import { expect, test } from 'vitest';
import { decodeUtf8 } from '../base/bytes.ts';
import { createStandardWorld } from '../world/standard.ts';

function sh(script: string, images: readonly string[]): string {
  const world = createStandardWorld({ seed: 1, images });
  const term = world.input({ kind: 'run', host: 'host', user: 'root', argv: ['/bin/bash', '-c', script] });
  let text = '';
  while (world.terminalExit(term) === undefined && world.run(Infinity, 100_000) === 'budget') for (const { data } of world.takeOutput()) text += decodeUtf8(data);
  for (const { data } of world.takeOutput()) text += decodeUtf8(data);
  return text;
}

test('an echo server between two clients: fixed, dynamic and UDP ports; netcat from the mirror and in the image of 2014', () => {
  expect(
    sh(
      `exec 2>&1
docker run -d --name echo-server -p 45678:45678 -p 45679:45679 ubuntu sleep 1d >/dev/null
docker exec echo-server bash -c 'apt-get update -qq && apt-get install -qq -y netcat'
docker exec echo-server bash -c 'apt-get install -qq -y netcat-traditional' >/dev/null 2>&1
docker exec -d echo-server bash -c 'nc -lp 45678 | nc -lp 45679'; sleep 1
(sleep 1; echo hello) | timeout 3 nc localhost 45678 & timeout 3 nc localhost 45679; wait
docker commit echo-server netcat >/dev/null; docker rm -f echo-server >/dev/null
docker run -d --rm -p 45678 -p 45679/udp --name echo-server netcat nc -ulp 45679 >/dev/null; sleep 1; docker port echo-server
echo datagram | timeout 2 nc -u localhost 32768; docker logs echo-server
docker run -d --name old ubuntu:14.04 bash -c 'echo of 2014 | nc -lp 1234' >/dev/null; sleep 1; timeout 2 nc 172.17.0.3 1234 </dev/null
docker run --rm ubuntu:14.04 nc host.docker.internal 45678`,
      ['ubuntu', 'ubuntu:14.04'],
    ),
  ).toMatchInlineSnapshot(`
    "E: Package 'netcat' has no installation candidate
    hello
    45678/tcp -> 0.0.0.0:32768
    45678/tcp -> [::]:32768
    45679/udp -> 0.0.0.0:32768
    45679/udp -> [::]:32768
    datagram
    of 2014
    nc: getaddrinfo for host "host.docker.internal" port 45678: Name or service not known
    "
  `);
}, 60_000);

test('networks, names and a container on two of them; a link and its direction', () => {
  expect(
    sh(
      `exec 2>&1
docker network create learning >/dev/null; docker network create catsonly >/dev/null
for n in catserver dogserver; do docker run -dit --net learning --name $n ubuntu:14.04 bash >/dev/null; done
docker network connect catsonly catserver; docker run -dit --net catsonly --name bobcatserver ubuntu:14.04 bash >/dev/null
for pair in 'catserver dogserver' 'catserver bobcatserver' 'dogserver catserver' 'bobcatserver catserver' 'dogserver bobcatserver'; do
  set -- $pair; echo "$1 to $2: $(docker exec $1 ping -q -c 1 -W 1 $2 2>&1 | grep -o '[01] received\\|ping: .*')"; done
docker exec -d dogserver nc -lp 1234; sleep 1; docker exec catserver nc -z -v dogserver 1234
docker rm -f catserver dogserver bobcatserver >/dev/null; docker network rm learning catsonly
docker run -dit -e SECRET=cats_are_yuck --name catserver ubuntu:14.04 bash >/dev/null
docker run -dit --link catserver --name dogserver ubuntu:14.04 bash >/dev/null
docker exec dogserver env | grep CAT; docker exec dogserver tail -n 2 /etc/hosts | cut -f1; docker exec catserver nc dogserver 1234`,
      ['ubuntu:14.04'],
    ),
  ).toMatchInlineSnapshot(`
    "catserver to dogserver: 1 received
    catserver to bobcatserver: 1 received
    dogserver to catserver: 1 received
    bobcatserver to catserver: 1 received
    dogserver to bobcatserver: ping: bobcatserver: Name or service not known
    Connection to dogserver (172.18.0.3) 1234 port [tcp/*] succeeded!
    learning
    catsonly
    CATSERVER_NAME=/dogserver/catserver
    CATSERVER_ENV_SECRET=cats_are_yuck
    172.17.0.2
    172.17.0.3
    nc: getaddrinfo for host "dogserver" port 1234: Name or service not known
    "
  `);
}, 60_000);

test('NAT before and after a published port, from a privileged container of the host', () => {
  expect(
    sh(
      `exec 2>&1
docker run -dit --net=host --privileged=true --name fw ubuntu bash >/dev/null
docker exec fw bash -c 'apt-get update -qq && apt-get install -qq -y iptables bridge-utils' >/dev/null 2>&1
docker exec fw iptables -n -L DOCKER -t nat; docker run -dit -p 8080:8080 ubuntu bash >/dev/null; docker exec fw iptables -n -L DOCKER -t nat
docker exec fw brctl show | cut -f1; docker run --rm --privileged=true --pid=host ubuntu nsenter -t 1 -m -u -n -i hostname`,
      ['ubuntu'],
    ),
  ).toMatchInlineSnapshot(`
    "Chain DOCKER (2 references)
    target     prot opt source               destination         
    RETURN     0    --  0.0.0.0/0            0.0.0.0/0           
    Chain DOCKER (2 references)
    target     prot opt source               destination         
    RETURN     0    --  0.0.0.0/0            0.0.0.0/0           
    DNAT       6    --  0.0.0.0/0            0.0.0.0/0            tcp dpt:8080 to:172.17.0.2:8080
    bridge name
    docker0
    host
    "
  `);
}, 60_000);

test('bad input, and peers that vanish: real messages, and the world goes on', () => {
  expect(
    sh(
      `exec 2>&1
docker network create --subnet 10.5.0.0/24 net >/dev/null; docker network create --subnet 10.5.0.128/25 over; docker network create --subnet 10.5.0.0/33 bad; docker network create --subnet 10.9.0.1/24 host-part
docker run --rm --network net --ip 10.6.0.2 busybox true; docker run --rm --ip 172.17.0.9 busybox true; docker run --rm --network nowhere busybox true
docker run -d --name aa --network net -p 8080:80 busybox sleep 1d >/dev/null; docker run -d --name bb -p 8080:80 busybox sleep 1d | tail -n +2
docker network rm net; docker network rm nowhere
iptables -A INPUT -p tcp --dport nosuch -j ACCEPT; iptables -A NOWHERE -j ACCEPT; iptables -A INPUT -s 1.2.3.4/40 -j DROP; iptables -A INPUT -j NOTARGET; ip addr add 300.1.1.1/24 dev lo; ip route add 10.1.0.0/33 dev lo; ip link add x type veth peer name x
docker exec -d aa sh -c 'nc -l -p 99 >/dev/null'; sleep 1; (head -c 50000000 /dev/zero | timeout 30 nc 10.5.0.2 99; echo "sender: $?") & sleep 0.05; docker kill aa; wait
ip netns add gone; ip link add v0 type veth peer name v1 netns gone; ip addr add 10.8.0.1/24 dev v0; ip link set v0 up; ip -n gone addr add 10.8.0.2/24 dev v1; ip -n gone link set v1 up
ip netns exec gone nc -l -p 99 >/dev/null & receiver=$!; sleep 0.5; (head -c 500000000 /dev/zero | timeout 20 nc 10.8.0.2 99; echo "sender: $?") & sender=$!; sleep 0.05; ip link del v0; wait $sender; kill $receiver; wait; ip netns del gone; ip -br link show v0
ping -f -q -c 2000 10.0.2.2 | grep packets | cut -d, -f1-3; docker ps --format '{{.Names}}'`,
      ['busybox'],
    ).replace(/time \d+ms/g, 'time T'),
  ).toMatchInlineSnapshot(`
    "Error response from daemon: invalid pool request: Pool overlaps with other one on this address space
    Error response from daemon: invalid network config:
    invalid subnet 10.5.0.0/33: invalid CIDR block notation
    Error response from daemon: invalid network config:
    invalid subnet 10.9.0.1/24: it should be 10.9.0.0/24
    docker: Error response from daemon: invalid config for network net: invalid endpoint settings:
    no configured subnet or ip-range contain the IP address 10.6.0.2

    Run 'docker run --help' for more information
    docker: Error response from daemon: invalid config for network bridge: invalid endpoint settings:
    * user specified IP address is supported on user defined networks only
    * user specified IP address is supported only when connecting to networks with user configured subnets

    Run 'docker run --help' for more information
    docker: Error response from daemon: failed to set up container networking: network nowhere not found

    Run 'docker run --help' for more information
    docker: Error response from daemon: failed to set up container networking: driver failed programming external connectivity on endpoint bb (73a6bcace6a9f5ab4fbfd39a53d5656900f7f5e938856259976269487298d69d): Bind for 0.0.0.0:8080 failed: port is already allocated

    Run 'docker run --help' for more information
    Error response from daemon: error while removing network: network net has active endpoints (name:"aa" id:"ca10ee89c1aa")
    exit status 1
    Error response from daemon: network nowhere not found
    exit status 1
    iptables v1.8.9 (nf_tables): invalid port/service \`nosuch' specified
    Try \`iptables -h' or 'iptables --help' for more information.
    iptables: No chain/target/match by that name.
    iptables v1.8.9 (nf_tables): invalid mask \`40' specified
    Try \`iptables -h' or 'iptables --help' for more information.
    iptables v1.8.9 (nf_tables): Chain 'NOTARGET' does not exist
    Try \`iptables -h' or 'iptables --help' for more information.
    Error: any valid prefix is expected rather than "300.1.1.1/24".
    Error: any valid prefix is expected rather than "10.1.0.0/33".
    RTNETLINK answers: File exists
    sender: 0
    aa
    sender: 124
    Device "v0" does not exist.
    2000 packets transmitted, 2000 received, 0% packet loss
    "
  `);
}, 60_000);
