/** Layers 2 and 3 without kernels: bridges, neighbours, routes, errors, fragments, NAT; and loops, which stay within bounds. */
import { describe, expect, test } from 'vitest';
import { BridgeDevice } from './bridge.ts';
import { addAddress, addRoute } from './config.ts';
import { formatIp, parseIp } from './address.ts';
import { infoOf } from './conntrack.ts';
import { filterOf } from './filter.ts';
import { changeTable } from './modules/xtables.ts';
import { setQdisc } from './modules/tc.ts';
import { MacvlanDevice } from './modules/macvlan.ts';
import { VlanDevice } from './modules/vlan.ts';
import { VxlanDevice } from './modules/vxlan.ts';
import { VethDevice } from './netdev.ts';
import { NetNs } from './netns.ts';
import { makeTestNet } from './testing.ts';
import { frameBytes, parseFrame } from './wire.ts';
import { BROADCAST_MAC, SkBuff } from './skbuff.ts';
import type { PacketObserver, Sender } from './ip.ts';
import type { IcmpMessage, IpPacket } from './skbuff.ts';
import type { TestNet } from './testing.ts';

const SENDER: Sender = { stamp: { cause: 0, root: 0 }, mark: 0, device: undefined, uid: undefined, gid: undefined };

interface Lab {
  readonly net: TestNet;
  readonly host: NetNs;
  readonly guests: readonly NetNs[];
  readonly steps: string[];
  readonly observer: { on: boolean };
}

/** A host with a bridge 10.1.0.1/24 and guests at .2 and up behind it. */
function lab(guests: number): Lab {
  const steps: string[] = [];
  const observer: PacketObserver & { on: boolean } = { on: true, step: (_host, _stamp, s) => void steps.push(`${s.ns}/${s.device} ${s.action}: ${s.decision}`) };
  const net = makeTestNet(observer);
  const host = new NetNs(net.services, 'host', 1);
  host.setUp(host.loopback, true);
  host.setForwarding(1);
  const bridge = host.insert(new BridgeDevice(host, 'br0', 0x020000000001, true));
  host.setUp(bridge, true);
  addAddress(host, { op: 'addr_add', name: 'br0', address: '10.1.0.1/24' });
  const made = Array.from({ length: guests }, (_, i) => {
    const guest = new NetNs(net.services, `g${i}`, 10 + i, host);
    guest.setUp(guest.loopback, true);
    const near = host.insert(new VethDevice(host, `veth${i}`, 0x02aa00000000 + i));
    const far = guest.insert(new VethDevice(guest, 'eth0', 0x02bb00000000 + i));
    VethDevice.join(near, far);
    bridge.addPort(near);
    host.setUp(near, true);
    guest.setUp(far, true);
    addAddress(guest, { op: 'addr_add', name: 'eth0', address: `10.1.0.${2 + i}/24` });
    addRoute(guest, { to: 'default', via: '10.1.0.1' }, false);
    return guest;
  });
  net.run(2e9);
  steps.length = 0;
  return { net, host, guests: made, steps, observer };
}

/** What a namespace answers to an echo request: 'reply FROM', 'TYPE/CODE from FROM' of an error, or nothing within 5 s. */
function ping(l: Lab, from: NetNs, to: string, size = 56, ttl = 64): string {
  const dst = parseIp(to)!;
  const six = typeof dst === 'bigint';
  const heard: string[] = [];
  from.register(six ? 58 : 1, {
    receive(_skb, p: IpPacket) {
      const m = p.payload as IcmpMessage;
      if (m.type === (six ? 129 : 0)) heard.push(`reply ${formatIp(p.src)} ${m.data.length}`);
      else if (m.about !== undefined) heard.push(`${m.type}/${m.code} from ${formatIp(p.src)}`);
    },
    error: () => undefined,
  });
  const error = from.output({ src: six ? 0n : 0, dst, protocol: six ? 58 : 1, ttl, payload: { kind: 'icmp', type: six ? 128 : 8, code: 0, rest: 0x10001, data: new Uint8Array(size) } }, SENDER);
  l.net.run(l.net.now() + 5e9);
  return error ?? heard.join(', ');
}

describe('IPv4', () => {
  test('echo, errors and fragments, each from whom they come', () => {
    const l = lab(2);
    const [a, b] = l.guests as [NetNs, NetNs];
    expect(ping(l, a, '10.1.0.3')).toBe('reply 10.1.0.3 56');
    expect(ping(l, a, '10.1.0.3', 4000)).toBe('reply 10.1.0.3 4000');
    expect(b.counters).toMatchObject({ reassemblyRequired: 3, reassembled: 1, fragmented: 1, fragmentsMade: 3 });
    expect(ping(l, a, '10.1.0.99')).toBe('3/1 from 10.1.0.2');
    expect(ping(l, a, '192.0.2.1')).toBe('3/0 from 10.1.0.1');
    addRoute(l.host, { to: '192.0.2.0/24', via: '10.1.0.3' }, false);
    expect(ping(l, a, '192.0.2.1', 56, 1)).toBe('11/0 from 10.1.0.1');
    expect(ping(l, l.host, '127.0.0.1')).toBe('reply 127.0.0.1 56');
    expect(ping(l, l.host, '10.1.0.1')).toBe('reply 10.1.0.1 56');
    a.dropRoutes((r) => r.prefix === 0);
    expect(ping(l, a, '192.0.2.1')).toBe('ENETUNREACH');
  });

  test('a bridge learns, isolates and forgets; the observer hears why', () => {
    const l = lab(3);
    const [a] = l.guests as [NetNs];
    const bridge = l.host.device('br0') as BridgeDevice;
    ping(l, a, '10.1.0.3');
    expect([...bridge.fdb.values()].map((e) => `${e.mac.toString(16)} ${e.port.device.name}`).sort()).toEqual(['2bb00000000 veth0', '2bb00000001 veth1', '2bb00000002 veth2']);
    l.steps.length = 0;
    for (const port of bridge.ports.values()) port.isolated = true;
    expect(ping(l, a, '10.1.0.3')).toBe('');
    expect(l.steps.filter((s) => s.includes('isolated'))).toContain('1/br0 drop: veth0 and veth1 are isolated from each other');
    expect(ping(l, a, '10.1.0.1')).toBe('reply 10.1.0.1 56');
    l.net.run(l.net.now() + 301e9);
    l.steps.length = 0;
    l.host.device('br0')!.transmit(new SkBuff(1, 0x020000000001, 0x02bb00000001, 0x0800, { kind: 'ipv4', src: 1, dst: 2, protocol: 253, ttl: 1, tos: 0, id: 0, dontFragment: false, moreFragments: false, fragmentOffset: 0, payload: { kind: 'raw', data: new Uint8Array(1) } }, SENDER.stamp));
    expect(l.steps[0]).toContain('floods it to all ports');
  });

  test('a loop of bridges storms within bounds', () => {
    const l = lab(1);
    l.observer.on = false;
    const br1 = l.host.insert(new BridgeDevice(l.host, 'br1', 0x020000000002, true));
    l.host.setUp(br1, true);
    for (let i = 0; i < 3; i++) {
      const x = l.host.insert(new VethDevice(l.host, `x${i}`, 0x02cc00000000 + i));
      const y = l.host.insert(new VethDevice(l.host, `y${i}`, 0x02dd00000000 + i));
      VethDevice.join(x, y);
      (l.host.device('br0') as BridgeDevice).addPort(x);
      br1.addPort(y);
      l.host.setUp(x, true);
      l.host.setUp(y, true);
    }
    l.guests[0]!.device('eth0')!.transmit(new SkBuff(1, 1, BROADCAST_MAC, 0x0806, { kind: 'arp', op: 'request', senderMac: 1, senderIp: 1, targetMac: 0, targetIp: 2 }, SENDER.stamp));
    l.net.run(l.net.now() + 5e6);
    const dropped = l.host.devices.reduce((n, d) => n + d.tx.dropped, 0);
    expect(dropped).toBeGreaterThan(1000);
    // A million frames a second at most over each of six directions, and to the guest.
    expect(l.host.devices.reduce((n, d) => n + d.rx.packets, 0)).toBeLessThan(60_000);
  });
});

test('IPv6: link-local and global addresses, neighbours, forwarding', () => {
  const l = lab(2);
  const [a, b] = l.guests as [NetNs, NetNs];
  for (const [ns, address] of [[l.host, '2001:db8::1/64'], [a, '2001:db8::2/64'], [b, '2001:db8::3/64']] as const) addAddress(ns, { op: 'addr_add', name: ns === l.host ? 'br0' : 'eth0', address });
  l.net.run(l.net.now() + 2e9);
  expect(ping(l, a, '2001:db8::3')).toBe('reply 2001:db8::3 56');
  expect(ping(l, a, '::1')).toBe('reply ::1 56');
  expect(ping(l, a, '2001:db8::99')).toBe('1/3 from 2001:db8::2');
  expect(ping(l, a, formatIp(b.device('eth0')!.addresses.find((x) => x.scope === 'link' && typeof x.address === 'bigint')!.address))).toMatch(/^reply fe80::/);
  addRoute(a, { to: 'default', via: '2001:db8::1' }, false);
  l.host.setForwarding6(1);
  expect(ping(l, a, '2001:db8:1::1')).toBe('1/0 from 2001:db8::1');
});

test('IPv6: two with one address: the second gives it up', () => {
  const l = lab(2);
  const [a, b] = l.guests as [NetNs, NetNs];
  addAddress(a, { op: 'addr_add', name: 'eth0', address: '2001:db8::2/64' });
  l.net.run(l.net.now() + 2e9);
  addAddress(b, { op: 'addr_add', name: 'eth0', address: '2001:db8::2/64' });
  l.net.run(l.net.now() + 2e9);
  expect([a.owns(parseIp('2001:db8::2')!), b.owns(parseIp('2001:db8::2')!)]).toEqual([true, false]);
});

describe('netfilter', () => {
  test('masquerading, its conntrack entry, and what an error about it says to whom', () => {
    const l = lab(1);
    const [a] = l.guests as [NetNs];
    const out = l.host.insert(new VethDevice(l.host, 'wan', 0x02ee00000001));
    const far = new NetNs(l.net.services, 'far', 99);
    const peer = far.insert(new VethDevice(far, 'eth0', 0x02ee00000002));
    VethDevice.join(out, peer);
    l.host.setUp(out, true);
    far.setUp(peer, true);
    addAddress(l.host, { op: 'addr_add', name: 'wan', address: '203.0.113.1/24' });
    addAddress(far, { op: 'addr_add', name: 'eth0', address: '203.0.113.9/24' });
    expect(ping(l, a, '203.0.113.9')).toBe('');
    changeTable(l.host, 'ipv4', 'nat', [{ op: 'append', chain: 'POSTROUTING', rule: { source: { value: '10.1.0.0/24' }, out: { value: 'br0', not: true }, matches: [], target: { name: 'MASQUERADE' } } }]);
    expect(ping(l, a, '203.0.113.9')).toBe('reply 203.0.113.9 56');
    const [entry] = filterOf(l.host).conntrack.list();
    expect(infoOf(entry!, l.net.now())).toMatchObject({ protocol: 'icmp', original: { src: '10.1.0.2', dst: '203.0.113.9' }, reply: { src: '203.0.113.9', dst: '203.0.113.1' }, unreplied: false });
    l.net.run(l.net.now() + 31e9);
    expect(filterOf(l.host).conntrack.list()).toEqual([]);
    expect(ping(l, a, '203.0.113.77')).toBe('3/1 from 203.0.113.1');
  });

  test('DNAT to a guest, and a dropped packet names its rule', () => {
    const l = lab(2);
    const [a, b] = l.guests as [NetNs, NetNs];
    changeTable(l.host, 'ipv4', 'nat', [
      { op: 'new_chain', chain: 'DOCKER' },
      { op: 'append', chain: 'PREROUTING', rule: { matches: [{ name: 'addrtype', dstType: { value: ['LOCAL'] } }], target: { name: 'chain', chain: 'DOCKER' } } },
      { op: 'append', chain: 'DOCKER', rule: { protocol: { value: 'udp' }, matches: [{ name: 'udp', dport: { value: { from: 53, to: 53 } } }], target: { name: 'DNAT', to: '10.1.0.3:5353' } } },
    ]);
    const got: string[] = [];
    b.register(17, { receive: (_s, p) => void got.push(`${formatIp(p.src)}>${formatIp(p.dst)} ${p.payload.kind === 'udp' ? p.payload.dport : ''}`), error: () => undefined });
    const send = (): void => {
      a.output({ src: 0, dst: parseIp('10.1.0.1')!, protocol: 17, payload: { kind: 'udp', sport: 4000, dport: 53, data: new Uint8Array(4) } }, SENDER);
      l.net.run(l.net.now() + 5e9);
    };
    send();
    expect(got).toEqual(['10.1.0.2>10.1.0.3 5353']);
    expect(l.steps).toContain('1/br0 nat: destination becomes 10.1.0.3:5353 (conntrack entry ' + filterOf(l.host).conntrack.list()[0]!.id + ')');
    changeTable(l.host, 'ipv4', 'filter', [{ op: 'append', chain: 'FORWARD', rule: { protocol: { value: 'udp' }, matches: [], target: { name: 'DROP' } } }]);
    send();
    expect(got).toHaveLength(1);
    expect(l.steps.filter((s) => s.includes('drop:')).at(-1)).toBe('1/br0 drop: filter/FORWARD rule 1: DROP');
  });

  test('bridged frames pass FORWARD when the bridge asks for it', () => {
    const l = lab(2);
    const [a] = l.guests as [NetNs];
    changeTable(l.host, 'ipv4', 'filter', [{ op: 'append', chain: 'FORWARD', rule: { in: { value: 'br0' }, out: { value: 'br0' }, matches: [], target: { name: 'DROP' } } }]);
    l.host.bridgeCalls.iptables = false;
    expect(ping(l, a, '10.1.0.3')).toBe('reply 10.1.0.3 56');
    l.host.bridgeCalls.iptables = true;
    expect(ping(l, a, '10.1.0.3')).toBe('');
    expect(ping(l, a, '10.1.0.1')).toBe('reply 10.1.0.1 56');
  });

  test('a change is all or nothing, and says what is wrong', () => {
    const l = lab(0);
    const refused = (changes: Parameters<typeof changeTable>[3], table: Parameters<typeof changeTable>[2] = 'filter'): unknown => {
      try {
        changeTable(l.host, 'ipv4', table, changes);
        return 'done';
      } catch (e) {
        const { code, detail, failed } = e as { code: string; detail?: string; failed?: number };
        return [code, detail, failed];
      }
    };
    const jump = (chain: string, to: string) => ({ op: 'append', chain, rule: { matches: [], target: { name: 'chain', chain: to } } }) as const;
    expect(refused([{ op: 'new_chain', chain: 'A' }, { op: 'new_chain', chain: 'A' }])).toEqual(['EEXIST', 'chain', 1]);
    expect(refused([{ op: 'append', chain: 'A', rule: { matches: [] } }])).toEqual(['ENOENT', 'chain', 0]);
    expect(refused([jump('INPUT', 'NOWHERE')])).toEqual(['ENOENT', 'target', 0]);
    expect(refused([{ op: 'new_chain', chain: 'A' }, { op: 'new_chain', chain: 'B' }, jump('A', 'B'), jump('B', 'A')])).toEqual(['ELOOP', undefined, 3]);
    expect(refused([{ op: 'append', chain: 'INPUT', rule: { matches: [], target: { name: 'MASQUERADE' } } }], 'nat')).toEqual(['EINVAL', undefined, 0]);
    expect(refused([{ op: 'new_chain', chain: 'A' }, jump('INPUT', 'A')])).toBe('done');
    expect(refused([{ op: 'delete_chain', chain: 'A' }])).toEqual(['EBUSY', 'chain', 0]);
    expect(refused([{ op: 'delete', chain: 'INPUT', rule: { matches: [], target: { name: 'DROP' } } }])).toEqual(['ENOENT', 'rule', 0]);
  });
});

describe('modules', () => {
  test('netem delays, loses and limits; the default comes back', () => {
    const l = lab(2);
    const [a, b] = l.guests as [NetNs, NetNs];
    ping(l, a, '10.1.0.3');
    const eth0 = a.device('eth0')!;
    setQdisc(eth0, 'qdisc_add', { kind: 'netem', delay_us: 100_000 });
    const before = l.net.now();
    let answered = 0;
    a.deliveryTaps.add(() => (answered = l.net.now() - before));
    ping(l, a, '10.1.0.3');
    expect(Math.round(answered / 1e6)).toBe(100);
    setQdisc(eth0, 'qdisc_change', { kind: 'netem', loss_percent: 30 });
    let got = 0;
    b.deliveryTaps.add(() => got++);
    for (let i = 0; i < 500; i++) {
      a.output({ src: 0, dst: parseIp('10.1.0.3')!, protocol: 253, payload: { kind: 'raw', data: new Uint8Array(10) } }, SENDER);
      l.net.run(l.net.now() + 1e6);
    }
    expect(got).toBeGreaterThan(310);
    expect(got).toBeLessThan(390);
    setQdisc(eth0, 'qdisc_del', undefined);
    expect(eth0.qdisc).toBeUndefined();
  });

  test('tbf lets through what its rate allows', () => {
    const l = lab(2);
    const [a, b] = l.guests as [NetNs, NetNs];
    ping(l, a, '10.1.0.3');
    setQdisc(a.device('eth0')!, 'qdisc_add', { kind: 'tbf', rate_bps: 1e6, burst_bytes: 2000, latency_us: 50_000 });
    let bytes = 0;
    b.deliveryTaps.add((_s, p) => (bytes += (p.payload.kind === 'raw' ? p.payload.data.length : 0) + 34));
    for (let i = 0; i < 1000; i++) {
      a.output({ src: 0, dst: parseIp('10.1.0.3')!, protocol: 253, payload: { kind: 'raw', data: new Uint8Array(966) } }, SENDER);
      l.net.run(l.net.now() + 1e6);
    }
    expect(bytes).toBeGreaterThan(120_000);
    expect(bytes).toBeLessThan(135_000);
  });

  test('macvlans of one card reach each other and not the host; VLANs keep apart', () => {
    const l = lab(1);
    const [a] = l.guests as [NetNs];
    const eth0 = a.device('eth0')!;
    const up = [0, 1].map((i) => {
      const d = a.insert(new MacvlanDevice(a, `mac${i}`, eth0, 0x02f000000000 + i, 'bridge'));
      const ns = new NetNs(l.net.services, `m${i}`, 50 + i);
      a.moveDevice(d, ns, 'eth0');
      ns.setUp(ns.loopback, true);
      ns.setUp(d, true);
      addAddress(ns, { op: 'addr_add', name: 'eth0', address: `10.1.0.${50 + i}/24` });
      return ns;
    }) as [NetNs, NetNs];
    expect(ping(l, up[0], '10.1.0.51')).toBe('reply 10.1.0.51 56');
    expect(ping(l, up[0], '10.1.0.1')).toBe('reply 10.1.0.1 56');
    expect(ping(l, up[0], '10.1.0.2')).toBe('3/1 from 10.1.0.50');
    const v = [l.host, a].map((ns) => ns.insert(new VlanDevice(ns, 'v7', ns.device(ns === a ? 'eth0' : 'veth0')!, 7)));
    v.forEach((d) => d.ns.setUp(d, true));
    expect(v.map((d) => d.running)).toEqual([true, true]);
  });

  test('vxlan carries frames between hosts', () => {
    const l = lab(2);
    const [a, b] = l.guests as [NetNs, NetNs];
    [a, b].forEach((ns, i) => {
      const d = ns.insert(new VxlanDevice(ns, 'vx', 0x02fe00000000 + i, { kind: 'vxlan', id: 42, remote: `10.1.0.${3 - i}`, dstport: 4789 }));
      ns.setUp(d, true);
      addAddress(ns, { op: 'addr_add', name: 'vx', address: `192.168.9.${1 + i}/24` });
    });
    l.net.run(l.net.now() + 2e9);
    expect(ping(l, a, '192.168.9.2')).toBe('reply 192.168.9.2 56');
    expect(ping(l, a, '192.168.9.2', 1472)).toBe('reply 192.168.9.2 1472');
  });
});

test('frames and their bytes: what is written is what is read', () => {
  const stamp = { cause: 0, root: 0 };
  const tcp: IpPacket = { kind: 'ipv4', src: 0x0a010002, dst: 0x0a010003, protocol: 6, ttl: 63, tos: 0, id: 7, dontFragment: true, moreFragments: false, fragmentOffset: 0, payload: { kind: 'tcp', sport: 40000, dport: 80, seq: 0xfffffff0, ack: 5, flags: 0x12, window: 64240, options: { mss: 1460, sackPermitted: true, timestamp: [1, 2], windowScale: 7, sack: [[10, 20]] }, data: Uint8Array.of(1, 2, 3), gsoSize: 0 } };
  const skb = new SkBuff(1, 0x020000000001, 0x020000000002, 0x0800, tcp, stamp);
  skb.vlan = 5;
  const bytes = frameBytes(skb);
  expect(parseFrame(bytes, 1, stamp)).toEqual(skb);
  // The checksums of RFC 1071: all words, with the checksum's own, add up to zero's complement.
  const sum = (data: Uint8Array, start: number): number => {
    let n = start;
    for (let i = 0; i < data.length; i += 2) n += (data[i]! << 8) | (data[i + 1] ?? 0);
    while (n > 0xffff) n = (n & 0xffff) + (n >>> 16);
    return n;
  };
  expect(sum(bytes.subarray(18, 38), 0)).toBe(0xffff);
  const segment = bytes.subarray(38);
  expect(sum(segment, 0x0a01 + 2 + 0x0a01 + 3 + 6 + segment.length)).toBe(0xffff);
});
