/** The way of a packet, step by step with what decided: through a published port, to an isolated network, and over dead links. */
import { expect, test } from 'vitest';
import { Host } from '../docker/testing/host.ts';
import type { TraceEvent } from '../abi/trace.ts';

const host = new Host();
host.run(`
docker network create -o com.docker.network.bridge.name=br-a --subnet 10.1.0.0/24 a
docker network create -o com.docker.network.bridge.name=br-b --subnet 10.2.0.0/24 b
docker run -d --name one --network a --cap-add NET_ADMIN -p 8080:80 busybox httpd -f -p 80 -h /etc
docker run -d --name two --network b busybox sleep 1d
sleep 1
`);

/** The inode of a host's first network namespace. */
const HOST_NS = 4026531840;

type Packet = TraceEvent & { readonly kind: 'packet' };

/** Steps of the first frame that `wanted` takes while the script runs; names and numbers that no rule decides are made equal. */
function way(script: string, wanted: (one: Packet) => boolean): string[] {
  host.world.setTrace(['packet']);
  host.run(script);
  const events = host.world.takeTrace().events.filter((e) => e.kind === 'packet');
  host.world.setTrace([]);
  const first = events.find(wanted);
  const steps = events.filter((e) => e.frame === first?.frame);
  return steps.map((e) => `${e.host !== 'host' ? e.host : e.ns === HOST_NS ? 'host' : 'container'} ${e.action} ${e.device}: ${e.decision}`.replace(/veth[0-9a-f]{7}/g, 'VETH').replace(/entry \d+/, 'entry N').replace(/:[3-6]\d{4}\b/g, ':PORT').replace(/([0-9a-f]{2}:){5}[0-9a-f]{2}/g, 'MAC'));
}

const echo = (e: Packet): boolean => e.headers.icmp?.type === 8;
const syn = (e: Packet): boolean => e.headers.tcp?.flags === 'S';

test('a published port: the rule that redirects is named', () => {
  expect(way('wget -qO- http://10.0.2.15:8080/hostname', syn)).toMatchInlineSnapshot(`
    [
      "host send lo: it stays within this namespace",
      "host route lo: local 10.0.2.15 dev eth0",
      "host hook lo: nat/DOCKER rule 4: DNAT to 10.1.0.2:80",
      "host nat lo: destination becomes 10.1.0.2:80 (conntrack entry N)",
      "host route br-a: after OUTPUT it leaves through br-a",
      "host hook br-a: nat/POSTROUTING: no rule decided, policy ACCEPT",
      "host neighbour br-a: 10.1.0.2 is not known on br-a: it is asked for, the packet waits",
      "host neighbour br-a: 10.1.0.2 is at MAC (REACHABLE)",
      "host transmit VETH: it left through VETH",
      "container receive eth0: it came in through eth0",
      "container deliver : 0.0.0.0:80 listens",
    ]
  `);
});

test('a published port of a container in which nobody listens: refused behind the redirection', () => {
  expect(way('docker exec one killall httpd; docker run -d --name closed --network a -p 8081:81 busybox sleep 1d; nc -w 1 10.0.2.15 8081', syn)).toMatchInlineSnapshot(`
    [
      "host send lo: it stays within this namespace",
      "host route lo: local 10.0.2.15 dev eth0",
      "host hook lo: nat/DOCKER rule 5: DNAT to 10.1.0.3:81",
      "host nat lo: destination becomes 10.1.0.3:81 (conntrack entry N)",
      "host route br-a: after OUTPUT it leaves through br-a",
      "host hook br-a: nat/POSTROUTING: no rule decided, policy ACCEPT",
      "host neighbour br-a: 10.1.0.3 is not known on br-a: it is asked for, the packet waits",
      "host neighbour br-a: 10.1.0.3 is at MAC (REACHABLE)",
      "host transmit VETH: it left through VETH",
      "container receive eth0: it came in through eth0",
      "container drop : port 81 is closed: nobody listens",
    ]
  `);
});

test('another network: dropped by the rule that guards its addresses, on the host', () => {
  expect(way('docker exec two ping -c 1 -W 1 10.1.0.3', echo)).toMatchInlineSnapshot(`
    [
      "container send eth0: a packet is handed to IP",
      "container route eth0: default via 10.2.0.1 dev eth0",
      "container hook eth0: nat/OUTPUT: no rule decided, policy ACCEPT",
      "container hook eth0: nat/POSTROUTING: no rule decided, policy ACCEPT",
      "container neighbour eth0: 10.2.0.1 is not known on eth0: it is asked for, the packet waits",
      "container neighbour eth0: 10.2.0.1 is at MAC (REACHABLE)",
      "container transmit eth0: it left through eth0",
      "host receive VETH: it came in through VETH",
      "host drop br-b: raw/PREROUTING rule 3: DROP",
    ]
  `);
});

test('a veth that is down', () => {
  expect(way(`v=$(ip -br link show master br-b | cut -d@ -f1); ip link set $v down; ping -c 1 -W 1 10.2.0.2; ip link set $v up; sleep 1`, echo)).toMatchInlineSnapshot(`
    [
      "host send br-b: a packet is handed to IP",
      "host route br-b: 10.2.0.0/24 dev br-b",
      "host hook br-b: nat/OUTPUT: no rule decided, policy ACCEPT",
      "host hook br-b: nat/POSTROUTING: no rule decided, policy ACCEPT",
      "host neighbour br-b: 10.2.0.2 is at MAC (STALE)",
      "host drop VETH: VETH is down",
    ]
  `);
});

test('a link that loses everything', () => {
  expect(way(`v=$(ip -br link show master br-b | cut -d@ -f1); tc qdisc add dev $v root netem loss 100%; ping -c 1 -W 1 10.2.0.2; tc qdisc del dev $v root`, echo)).toMatchInlineSnapshot(`
    [
      "host send br-b: a packet is handed to IP",
      "host route br-b: 10.2.0.0/24 dev br-b",
      "host hook br-b: nat/OUTPUT: no rule decided, policy ACCEPT",
      "host hook br-b: nat/POSTROUTING: no rule decided, policy ACCEPT",
      "host neighbour br-b: 10.2.0.2 is at MAC (DELAY)",
      "host drop VETH: netem of VETH: lost by chance (100%)",
    ]
  `);
});

test('no route: it ends on the host that has none, not in the container', () => {
  expect(way('ip route del default; docker exec two ping -c 1 -W 1 198.51.100.30; ip route add default via 10.0.2.2', echo)).toMatchInlineSnapshot(`
    [
      "container send eth0: a packet is handed to IP",
      "container route eth0: default via 10.2.0.1 dev eth0",
      "container hook eth0: nat/OUTPUT: no rule decided, policy ACCEPT",
      "container hook eth0: nat/POSTROUTING: no rule decided, policy ACCEPT",
      "container neighbour eth0: 10.2.0.1 is at MAC (REACHABLE)",
      "container transmit eth0: it left through eth0",
      "host receive VETH: it came in through VETH",
      "host hook br-b: raw/PREROUTING: no rule decided, policy ACCEPT",
      "host hook br-b: nat/PREROUTING: no rule decided, policy ACCEPT",
      "host drop br-b: there is no route to its destination",
    ]
  `);
});

test('no neighbour answers', () => {
  expect(way('ping -c 1 -W 4 10.2.0.77', echo)).toMatchInlineSnapshot(`
    [
      "host send br-b: a packet is handed to IP",
      "host route br-b: 10.2.0.0/24 dev br-b",
      "host hook br-b: nat/OUTPUT: no rule decided, policy ACCEPT",
      "host hook br-b: nat/POSTROUTING: no rule decided, policy ACCEPT",
      "host neighbour br-b: 10.2.0.77 is not known on br-b: it is asked for, the packet waits",
      "host drop br-b: nobody on br-b answered for the address",
    ]
  `);
});
