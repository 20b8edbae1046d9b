/**
 * What each driver does to the kernel: bridge (a bridge device and a veth pair for each endpoint), macvlan and ipvlan (a device on top of
 * one of the host's), null (nothing but the loopback device), host (nothing at all). What belongs together goes to the kernel in one message.
 */
import { errnoName } from '../../../abi/errno.ts';
import type { RouteChange } from '../../../abi/netlink.ts';
import type { Sys, Task } from '../../../abi/sys.ts';
import { toHex } from '../../../base/bytes.ts';
import { writeFile } from '../../common/files.ts';
import { routeAnswer } from '../../../userland/libc/rtnetlink.ts';
import { ApiError, invalid, system } from '../errors.ts';
import { withLength } from './ipam.ts';
import { formatAddress } from './prefix.ts';
import type { Endpoint, Network } from './record.ts';

/** Names that the daemon gives to the host's ends of its pairs. */
export const VETH = /^veth[0-9a-f]{7}$/;
/** Linux's IFNAMSIZ, less the final zero. */
const LONGEST_NAME = 15;

/** Errors of netlink as the Go library words them. */
const MESSAGES: Partial<Record<string, string>> = { ENODEV: 'Link not found', EPERM: 'operation not permitted', EEXIST: 'file exists', ESRCH: 'no such process', EINVAL: 'invalid argument', ENETUNREACH: 'network is unreachable', EOPNOTSUPP: 'operation not supported', ENOTSUP: 'operation not supported', EBUSY: 'device or resource busy', ERANGE: 'numerical result out of range' };

export function wording(errno: number): string {
  const name = errnoName(errno);
  return MESSAGES[name] ?? name;
}

function randomName(sys: Sys, prefix: string): string {
  return prefix + toHex(sys.getrandom(4)).slice(0, 7);
}

/** A locally administered address. */
function randomMac(sys: Sys): string {
  const bytes = sys.getrandom(6);
  bytes[0] = (bytes[0]! & 0xfc) | 2;
  return toHex(bytes).replace(/..\B/g, '$&:');
}

// ---- bridge -----------------------------------------------------------------------------------------------------------------

/** Make the bridge of a network what it has to be: there, with the gateway's addresses, up. Throws when the kernel refuses. */
export function* createBridge(sys: Sys, n: Network, hairpin: boolean): Task<void> {
  const c = n.bridge!;
  if (c.bridgeName.length > LONGEST_NAME) throw system('numerical result out of range');
  const { links = [] } = yield* routeAnswer(sys, { op: 'dump' });
  const old = links.find((l) => l.name === c.bridgeName);
  const changes: RouteChange[] = [];
  // an address of its own, or it would change with its ports
  if (old === undefined) changes.push({ op: 'link_add', kind: 'bridge', name: c.bridgeName, mac: randomMac(sys), ...(c.mtu > 0 ? { mtu: c.mtu } : {}) });
  for (const l of links) if (l.kind === 'veth' && l.master === c.bridgeName && VETH.test(l.name)) changes.push({ op: 'link_del', name: l.name });
  const wanted = [n.subnet4, n.subnet6].flatMap((s) => (s?.gateway === undefined ? [] : [withLength(s.gateway, s.prefix)]));
  // it had another address when the daemon ran last
  for (const a of old?.addressInfo ?? []) if (a.scope === 'global' && !wanted.includes(a.address)) changes.push({ op: 'addr_del', name: c.bridgeName, address: a.address });
  for (const s of [n.subnet4, n.subnet6]) {
    if (s?.gateway === undefined || (s === n.subnet4 && c.inhibitIPv4)) continue;
    const address = withLength(s.gateway, s.prefix);
    if (old?.addresses.includes(address) === true) continue;
    const broadcast = s.prefix.bits === 32 && s.prefix.length < 31 ? { broadcast: formatAddress({ value: s.prefix.base | ((1n << BigInt(32 - s.prefix.length)) - 1n), bits: 32 }) } : {};
    changes.push({ op: 'addr_add', name: c.bridgeName, address, ...broadcast, ...(s === n.subnet6 ? { nodad: true } : {}) });
  }
  changes.push({ op: 'link_set', name: c.bridgeName, up: true });
  const { errno } = yield* routeAnswer(sys, { op: 'batch', changes });
  if (errno !== 0) throw system(wording(errno));
  // what is published is reached at 127.0.0.1 by rules then, not by a proxy
  if (hairpin) yield* writeFile(sys, `/proc/sys/net/ipv4/conf/${c.bridgeName}/route_localnet`, '1\n');
}

/** Delete a network's bridge. That it is gone already is fine. */
export function* deleteBridge(sys: Sys, n: Network): Task<void> {
  if (n.bridge !== undefined) yield* routeAnswer(sys, { op: 'link_del', name: n.bridge.bridgeName });
}

// ---- macvlan, ipvlan ----------------------------------------------------------------------------------------------------------

const MACVLAN_MODES = ['bridge', 'private', 'vepa', 'passthru'] as const;
const IPVLAN_MODES = ['l2', 'l3', 'l3s'] as const;

/** The mode of a macvlan or ipvlan network. Throws a 400 for one that there is not. */
export function vlanMode(n: Network): string {
  const { driver, options } = n.record;
  const modes: readonly string[] = driver === 'macvlan' ? MACVLAN_MODES : IPVLAN_MODES;
  const mode = options[`${driver}_mode`] ?? '';
  if (mode === '') return modes[0]!;
  if (!modes.includes(mode)) throw invalid(`requested ${driver} mode '${mode}' is not valid, '${modes[0]}' mode is the ${driver} driver default`);
  return mode;
}

/** Find or make the device that carries a macvlan or ipvlan network: given, a VLAN of it that is made, or a dummy. Throws. */
export function* createParent(sys: Sys, n: Network): Task<void> {
  const { options, driver } = n.record;
  const given = options['parent'] ?? '';
  n.parent = given === '' ? `d${driver === 'macvlan' ? 'm' : 'i'}-${n.id.slice(0, 12)}` : given;
  const { links = [] } = yield* routeAnswer(sys, { op: 'dump' });
  if (links.some((l) => l.name === n.parent)) return;
  const dot = given.indexOf('.');
  const changes: RouteChange[] = [];
  if (given === '') changes.push({ op: 'link_add', kind: 'dummy', name: n.parent });
  else {
    const id = Number(given.slice(dot + 1));
    if (dot < 0) throw system(`invalid subinterface vlan name ${given}, example formatting is eth0.10`);
    if (!Number.isInteger(id) || id < 1 || id > 4094) throw system(`vlan id must be between 1-4094, received: ${given.slice(dot + 1)}`);
    const link = given.slice(0, dot);
    if (!links.some((l) => l.name === link)) throw system(`failed to find master interface ${link} on the Docker host: Link not found`);
    changes.push({ op: 'link_add', kind: 'vlan', name: given, link, id });
  }
  changes.push({ op: 'link_set', name: n.parent, up: true });
  const { errno } = yield* routeAnswer(sys, { op: 'batch', changes });
  if (errno !== 0) throw system(wording(errno));
}

/** Delete the device that was made for the network. */
export function* deleteParent(sys: Sys, n: Network): Task<void> {
  if (/^d[mi]-[0-9a-f]{12}$/.test(n.parent) || (n.record.options['parent'] ?? '').includes('.')) yield* routeAnswer(sys, { op: 'link_del', name: n.parent });
}

// ---- endpoints ------------------------------------------------------------------------------------------------------------------

/** The address part of an endpoint's set-up, in the container's namespace. */
function addressing(e: Endpoint, pid: number, name: string): RouteChange[] {
  const { subnet4, subnet6 } = e.network;
  const mtu = e.network.bridge?.mtu ?? 0;
  const out: RouteChange[] = [{ op: 'link_set', pid, name, up: true, ...(mtu > 0 && mtu !== 1500 ? { mtu } : {}), ...(e.address6 === undefined ? { ipv6: false } : {}) }];
  if (e.address4 !== undefined) {
    const { prefix } = subnet4!;
    const broadcast = prefix.length < 31 ? { broadcast: formatAddress({ value: prefix.base | ((1n << BigInt(32 - prefix.length)) - 1n), bits: 32 }) } : {};
    out.push({ op: 'addr_add', pid, name, address: withLength(e.address4, prefix), ...broadcast });
  }
  if (e.address6 !== undefined) out.push({ op: 'addr_add', pid, name, address: withLength(e.address6, subnet6!.prefix), nodad: true });
  // whoever had the address before had another MAC address
  if (e.address4 !== undefined) out.push({ op: 'link_set', pid, name, announce: true });
  return out;
}

/** The default routes that an endpoint gives its container. */
export function defaultRoutes(e: Endpoint, pid: number, op: 'route_add' | 'route_del'): RouteChange[] {
  const { driver, internal, options } = e.network.record;
  if (internal) return [];
  if (driver === 'ipvlan' && (options['ipvlan_mode'] ?? 'l2') !== 'l2') return [{ op, pid, to: 'default', dev: e.ifname }];
  if (driver !== 'bridge' && driver !== 'macvlan' && driver !== 'ipvlan') return [];
  const out: RouteChange[] = [];
  for (const [address, s] of [[e.address4, e.network.subnet4], [e.address6, e.network.subnet6]] as const) {
    if (address !== undefined && s?.gateway !== undefined) out.push({ op, pid, to: 'default', via: formatAddress(s.gateway), dev: e.ifname });
  }
  return out;
}

/** Give the namespace of process `pid` the endpoint's device. `first`: bring up its loopback, too. `gateway`: with the default route. Throws. */
export function* plug(sys: Sys, e: Endpoint, pid: number, first: boolean, gateway: boolean, hairpin: boolean): Task<void> {
  const { driver } = e.network.record;
  const lo: RouteChange[] = first ? [{ op: 'link_set', pid, name: 'lo', up: true }] : [];
  const routes = gateway ? defaultRoutes(e, pid, 'route_add') : [];
  if (driver === 'host') return;
  if (driver === 'null') return yield* apply(sys, lo, () => new ApiError(500, 'failed to set up loopback'));
  if (driver === 'bridge') {
    const c = e.network.bridge!;
    e.veth = randomName(sys, 'veth');
    const mtu = c.mtu > 0 ? { mtu: c.mtu } : {};
    const changes: RouteChange[] = [
      { op: 'link_add', kind: 'veth', name: e.veth, peer: e.ifname, peerMac: e.mac, peerPid: pid, ...mtu },
      { op: 'link_set', name: e.veth, master: c.bridgeName, up: true, ...(hairpin ? { hairpin } : {}) },
      ...lo,
      ...addressing(e, pid, e.ifname),
      ...routes,
    ];
    return yield* apply(sys, changes, (what, failed) => {
      if (failed === 0) return system(`failed to add the host (${e.veth}) <=> sandbox (${e.ifname}) pair interfaces: ${what}`);
      return system(failed === 1 ? `adding interface ${e.veth} to bridge ${c.bridgeName} failed: ${what}` : `failed to configure interface ${e.ifname}: ${what}`);
    }, e);
  }
  const mode = vlanMode(e.network);
  const temporary = randomName(sys, 'veth');
  const spec = driver === 'macvlan' ? ({ kind: 'macvlan', link: e.network.parent, mode: mode as 'bridge', mac: e.mac } as const) : ({ kind: 'ipvlan', link: e.network.parent, mode: mode as 'l2' } as const);
  const changes: RouteChange[] = [
    { op: 'link_add', name: temporary, ...spec },
    { op: 'link_set', name: temporary, netnsPid: pid, newName: e.ifname },
    ...lo,
    ...addressing(e, pid, e.ifname),
    ...routes,
  ];
  yield* apply(sys, changes, (what) => system(`failed to create the ${driver} port: ${what}`));
}

function* apply(sys: Sys, changes: readonly RouteChange[], error: (what: string, failed: number) => ApiError, e?: Endpoint): Task<void> {
  if (changes.length === 0) return;
  const { errno, failed = 0 } = yield* routeAnswer(sys, { op: 'batch', changes });
  if (errno === 0) return;
  if (e !== undefined && failed > 0) yield* routeAnswer(sys, { op: 'link_del', name: e.veth });
  throw error(wording(errno), failed);
}

/** Take the endpoint's device away. That it is gone already (somebody deleted it, or its namespace ended) is fine. */
export function* unplug(sys: Sys, e: Endpoint, pid: number): Task<void> {
  const { driver } = e.network.record;
  if (e.veth !== '') yield* routeAnswer(sys, { op: 'link_del', name: e.veth });
  else if ((driver === 'macvlan' || driver === 'ipvlan') && pid > 0 && e.ifname !== '') yield* routeAnswer(sys, { op: 'link_del', pid, name: e.ifname });
  e.veth = '';
}
