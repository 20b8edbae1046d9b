/**
 * The driver of the network bridge: docker0, and a veth pair for each container on it (libnetwork's drivers/bridge). What has to be
 * done for a container goes to the kernel in one netlink message. A daemon that was killed leaves bridge and pairs behind; the next
 * one keeps the bridge and deletes the pairs. Left out: filter rules, published ports, IPv6.
 */
import { errnoName } from '../../abi/errno.ts';
import type { ErrnoName } from '../../abi/errno.ts';
import type { RouteChange } from '../../abi/netlink.ts';
import type { Sys, Task } from '../../abi/sys.ts';
import { toHex } from '../../base/bytes.ts';
import { routeAnswer } from '../../userland/libc/rtnetlink.ts';
import { system } from './errors.ts';

export const BRIDGE = 'docker0';
export const GATEWAY = '172.17.0.1';
export const SUBNET = '172.17.0.0/16';
export const PREFIX_LEN = 16;

/** Names that the daemon gives to the host's ends. */
const VETH = /^veth[0-9a-f]{7}$/;

/** Errors of netlink as the Go library words them. */
const MESSAGES: Partial<Record<string, string>> = { ENODEV: 'Link not found', EPERM: 'operation not permitted', EEXIST: 'file exists', ESRCH: 'no such process', EINVAL: 'invalid argument', ENETUNREACH: 'network is unreachable' };

function wording(code: ErrnoName | string): string {
  return MESSAGES[code] ?? code;
}

/** Make docker0 what it has to be and remove pairs that nobody uses any more. Throws when the kernel refuses. */
export function* setUpBridge(sys: Sys): Task<void> {
  const { links = [] } = yield* routeAnswer(sys, { op: 'dump' });
  const bridge = links.find((l) => l.name === BRIDGE);
  const address = `${GATEWAY}/${PREFIX_LEN}`;
  const changes: RouteChange[] = [];
  if (bridge === undefined) changes.push({ op: 'link_add', kind: 'bridge', name: BRIDGE });
  for (const l of links) if (l.kind === 'veth' && l.master === BRIDGE && VETH.test(l.name)) changes.push({ op: 'link_del', name: l.name });
  if (bridge === undefined || !bridge.addresses.includes(address)) changes.push({ op: 'addr_add', name: BRIDGE, address });
  changes.push({ op: 'link_set', name: BRIDGE, up: true }, { op: 'forwarding', on: true }, { op: 'masquerade_add', source: SUBNET, except: BRIDGE });
  const { errno } = yield* routeAnswer(sys, { op: 'batch', changes });
  if (errno !== 0) throw system(`Error initializing network controller: error creating default "bridge" network: ${wording(errnoName(errno))}`);
}

/**
 * Connect the network namespace of process `pid`: a pair whose host end is a port of docker0, the other end as eth0 with address and
 * default route. Returns the host end's name; throws when the kernel refuses, and then nothing is left.
 */
export function* connectVeth(sys: Sys, pid: number, address: string, mac: string): Task<string> {
  const name = `veth${toHex(sys.getrandom(4)).slice(0, 7)}`;
  const changes: RouteChange[] = [
    { op: 'link_add', kind: 'veth', name, peer: 'eth0', peerMac: mac, peerPid: pid },
    { op: 'link_set', name, master: BRIDGE, up: true },
    { op: 'link_set', pid, name: 'lo', up: true },
    { op: 'link_set', pid, name: 'eth0', up: true },
    { op: 'addr_add', pid, name: 'eth0', address: `${address}/${PREFIX_LEN}` },
    { op: 'route_add', pid, to: 'default', via: GATEWAY },
  ];
  const { errno, failed = 0 } = yield* routeAnswer(sys, { op: 'batch', changes });
  if (errno === 0) return name;
  const what = wording(errnoName(errno));
  if (failed > 0) yield* deleteVeth(sys, name);
  if (failed === 0) throw system(`failed to add the host (${name}) <=> sandbox (eth0) pair interfaces: ${what}`);
  throw system(failed === 1 ? `adding interface ${name} to bridge ${BRIDGE} failed: ${what}` : `failed to configure interface eth0: ${what}`);
}

/** Bring up what a namespace without any network has: lo. Throws when the process is gone. */
export function* loopbackUp(sys: Sys, pid: number): Task<void> {
  const { errno } = yield* routeAnswer(sys, { op: 'link_set', pid, name: 'lo', up: true });
  if (errno !== 0) throw system(`failed to set up loopback: ${wording(errnoName(errno))}`);
}

/** Take a pair away. That it is gone already (somebody deleted it) is fine. */
export function* deleteVeth(sys: Sys, name: string): Task<void> {
  yield* routeAnswer(sys, { op: 'link_del', name });
}
