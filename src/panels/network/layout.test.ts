import { expect, it } from 'vitest';
import type { InterfaceView, NamespaceView, NetworkView } from '../../engine/inspect/views.ts';
import { along, giveSlots, networkMap, wayBetween } from './layout.ts';

const iface = (ns: number, index: number, name: string, more: Partial<InterfaceView>): InterfaceView => ({ key: `${ns}/${index}`, index, name, kind: 'veth', mac: '', addresses: [], up: true, running: true, master: undefined, peer: undefined, segment: undefined, ...more });

function view(containers: readonly number[]): NetworkView {
  const ports = containers.map((n) => iface(1, 10 + n, `veth${n}`, { master: '1/3', peer: `${100 + n}/2` }));
  const host: NamespaceView = { id: '1', kind: 'host', host: 'host', name: 'host', containers: [], interfaces: [iface(1, 1, 'lo', { kind: 'loopback' }), iface(1, 2, 'eth0', { kind: 'ethernet', segment: 'lan' }), iface(1, 3, 'docker0', { kind: 'bridge' }), ...ports] };
  const router: NamespaceView = { id: '2', kind: 'router', host: 'router', name: 'router', containers: [], interfaces: [iface(2, 2, 'lan0', { kind: 'ethernet', segment: 'lan' }), iface(2, 3, 'wan0', { kind: 'ethernet', segment: 'wan' })] };
  const internet: NamespaceView = { id: '3', kind: 'internet', host: 'internet', name: 'internet', containers: [], interfaces: [iface(3, 2, 'eth0', { kind: 'ethernet', segment: 'wan' })] };
  const inside = containers.map((n): NamespaceView => ({ id: String(100 + n), kind: 'container', host: 'host', name: `c${n}`, containers: [`c${n}`], interfaces: [iface(100 + n, 1, 'lo', { kind: 'loopback' }), iface(100 + n, 2, 'eth0', { peer: `1/${10 + n}` })] }));
  return { namespaces: Object.fromEntries([host, router, internet, ...inside].map((ns) => [ns.id, ns])), networks: {} };
}

it('one container more moves nothing else, and a freed slot is taken again', () => {
  const slots = giveSlots(view([1, 2, 3]), {});
  const before = networkMap(view([1, 2, 3]), slots, 1000);
  const more = giveSlots(view([1, 2, 3, 4]), slots);
  const after = networkMap(view([1, 2, 3, 4]), more, 1000);
  expect(after.nodes.slice(0, 3).map(({ box }) => box)).toEqual(before.nodes.map(({ box }) => box));
  expect(after.bridges).toEqual(before.bridges);
  expect(giveSlots(view([1, 3, 5]), slots)).toEqual({ 101: 0, 103: 2, 105: 1 });
});

it('a hundred containers fit without overlapping, and every cable ends at its bridge', () => {
  const many = view(Array.from({ length: 100 }, (_, n) => n));
  const map = networkMap(many, giveSlots(many, {}), 1100);
  for (const [i, { box: a }] of map.nodes.entries()) {
    expect(a.x >= 0 && a.x + a.width <= 1100).toBe(true);
    for (const { box: b } of map.nodes.slice(i + 1)) expect(a.x + a.width <= b.x || b.x + b.width <= a.x || a.y + a.height <= b.y || b.y + b.height <= a.y).toBe(true);
  }
  const bar = map.bridges[0]!.box;
  const own = map.cables.filter((one) => one.owner !== undefined);
  expect(own.length).toBe(100);
  for (const { points } of own) expect(points.at(-1)!.y).toBe(bar.y + bar.height);
});

it('frames go along cables, from either end', () => {
  const two = view([1, 2]);
  const map = networkMap(two, giveSlots(two, {}), 1000);
  const up = wayBetween(map, '101/eth0', '1/veth1')!;
  expect(wayBetween(map, '1/veth1', '101/eth0')).toEqual([...up].reverse());
  expect(along(up, 0)).toEqual(map.plugs['101/eth0']);
  expect(along(up, 1)).toEqual(map.plugs['1/veth1']);
  expect(wayBetween(map, '1/eth0', '2/lan0')).toBeDefined();
  expect(wayBetween(map, '1/eth0', '9/none')).toBeUndefined();
});
