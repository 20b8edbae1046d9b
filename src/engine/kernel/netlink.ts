/** Sockets of family 'netlink': requests are carried out when they are sent, replies wait to be received. See abi/netlink.ts. */
import { decodeUtf8, encodeUtf8, EMPTY } from '../base/bytes.ts';
import { SysError, fail } from '../abi/errno.ts';
import { POLL } from '../abi/process.ts';
import { formatIpv4, maskOf, parseIpv4 } from '../net/ipv4.ts';
import { CableStack } from '../net/stack.ts';
import { netStackOf } from './net.ts';
import { Socket } from './socket.ts';
import type { LinkInfo, RouteChange, RouteInfo, RouteReply, RouteRequest } from '../abi/netlink.ts';
import type { SocketAddress } from '../abi/socket.ts';
import type { NetDevice } from '../net/device.ts';
import type { Actor } from '../vfs/file.ts';
import type { Received } from './socket.ts';
import type { Task } from './task.ts';

export class NetlinkSocket extends Socket {
  readonly family = 'netlink';
  private readonly replies: Uint8Array[] = [];

  bind(): void {
    return;
  }
  listen(): void {
    fail('ENOTSUP');
  }
  accept(): never {
    return fail('ENOTSUP');
  }
  connect(): boolean {
    return true;
  }
  shutdown(): void {
    fail('ENOTSUP');
  }
  localAddress(): SocketAddress {
    return { family: 'unix', path: '' };
  }
  peerAddress(): SocketAddress {
    return fail('ENOTCONN');
  }
  override poll(): number {
    return POLL.OUT | (this.replies.length > 0 ? POLL.IN : 0);
  }

  send(t: Task, data: Uint8Array): number {
    this.replies.push(encodeUtf8(JSON.stringify(answer(t, data))));
    this.readiness.notify();
    return data.length;
  }

  receive(_t: Task, max: number): Received | undefined {
    const reply = this.replies.shift();
    return reply && this.plain(reply.subarray(0, max));
  }

  override read(_actor: Actor, max: number): Uint8Array | undefined {
    return max === 0 ? EMPTY : this.replies.shift()?.subarray(0, max);
  }
}

function answer(t: Task, data: Uint8Array): RouteReply {
  try {
    const request = parse(data);
    if (request.op !== 'dump' && !t.cred.caps.has('NET_ADMIN')) fail('EPERM');
    return request.op === 'batch' ? performAll(t, request.changes) : perform(t, stackOf(t, request.pid), request);
  } catch (e) {
    if (e instanceof SysError) return { errno: e.errno };
    throw e;
  }
}

function parse(data: Uint8Array): RouteRequest {
  try {
    return JSON.parse(decodeUtf8(data)) as RouteRequest;
  } catch {
    return fail('EINVAL');
  }
}

/** The stack of a process's namespace, or of the caller's. ESRCH. */
function stackOf(t: Task, pid: number | undefined): CableStack {
  const ns = pid === undefined ? t.ns.net : (t.pid.ns.find(pid)?.process?.leader.ns.net ?? fail('ESRCH'));
  return netStackOf(t.kernel, ns);
}

function deviceOf(stack: CableStack, name: string): NetDevice {
  return stack.device(name) ?? fail('ENODEV');
}

function prefixOf(text: string): { address: number; network: number; prefix: number } {
  if (text === 'default') return { address: 0, network: 0, prefix: 0 };
  const [head = '', tail = '32'] = text.split('/');
  const address = parseIpv4(head) ?? fail('EINVAL');
  const prefix = Number(tail);
  if (!Number.isInteger(prefix) || prefix < 0 || prefix > 32) fail('EINVAL');
  return { address, network: (address & maskOf(prefix)) >>> 0, prefix };
}

/** A locally administered address, from the world's chance. */
function randomMac(t: Task): string {
  const bytes = t.kernel.random.bytes(6);
  bytes[0] = (bytes[0]! & 0xfc) | 2;
  return Array.from(bytes, (b) => b.toString(16).padStart(2, '0')).join(':');
}

const DONE: RouteReply = { errno: 0 };

function performAll(t: Task, changes: readonly RouteChange[]): RouteReply {
  for (const [failed, change] of changes.entries()) {
    try {
      perform(t, stackOf(t, change.pid), change);
    } catch (e) {
      if (e instanceof SysError) return { errno: e.errno, failed };
      throw e;
    }
  }
  return DONE;
}

function perform(t: Task, stack: CableStack, r: Exclude<RouteRequest, { readonly op: 'batch' }>): RouteReply {
  switch (r.op) {
    case 'link_add':
      if (r.name.length === 0 || r.name.length > 15) fail('EINVAL');
      if (r.kind === 'veth') {
        const other = stackOf(t, r.peerPid ?? r.pid);
        if (stack.device(r.name) !== undefined || other.device(r.peer) !== undefined) fail('EEXIST');
        CableStack.veth(stack, r.name, r.mac ?? randomMac(t), other, r.peer, r.peerMac ?? randomMac(t));
      } else stack.addDevice(r.kind, r.name, r.mac ?? randomMac(t));
      return DONE;
    case 'link_set':
      setLink(t, stack, r);
      return DONE;
    case 'link_del': {
      const device = deviceOf(stack, r.name);
      if (device.kind === 'loopback' || device.kind === 'ethernet') fail('ENOTSUP');
      stack.removeDevice(device);
      return DONE;
    }
    case 'addr_add': {
      const { address, prefix } = prefixOf(r.address);
      stack.addAddress(deviceOf(stack, r.name), address, prefix);
      return DONE;
    }
    case 'addr_del':
      stack.removeAddress(deviceOf(stack, r.name), prefixOf(r.address).address);
      return DONE;
    case 'route_add': {
      const { address, network, prefix } = prefixOf(r.to);
      if (address !== network) fail('EINVAL');
      const via = r.via === undefined ? undefined : (parseIpv4(r.via) ?? fail('EINVAL'));
      stack.addRoute(network, prefix, via, r.dev === undefined ? undefined : deviceOf(stack, r.dev));
      return DONE;
    }
    case 'route_del': {
      const { network, prefix } = prefixOf(r.to);
      stack.removeRoute(network, prefix);
      return DONE;
    }
    case 'forwarding':
      stack.forwarding = r.on;
      return DONE;
    case 'masquerade_add':
    case 'masquerade_del': {
      const { network, prefix } = prefixOf(r.source);
      const rules = stack.masquerade;
      const at = rules.findIndex((m) => m.network === network && m.prefix === prefix && m.except === r.except);
      if (r.op === 'masquerade_add') {
        if (at < 0) rules.push({ network, prefix, except: r.except });
      } else if (at < 0) fail('ENOENT');
      else rules.splice(at, 1);
      return DONE;
    }
    case 'dump':
      return { errno: 0, links: stack.devices.map(linkInfo), routes: stack.routes.map(routeInfo) };
    default:
      return fail('ENOTSUP');
  }
}

function setLink(t: Task, stack: CableStack, r: RouteRequest & { readonly op: 'link_set' }): void {
  const device = deviceOf(stack, r.name);
  if (r.mac !== undefined) device.mac = r.mac;
  if (r.newName !== undefined && r.netnsPid === undefined) {
    if (stack.device(r.newName) !== undefined) fail('EEXIST');
    device.name = r.newName;
  }
  if (r.master !== undefined) {
    device.master?.ports.delete(device);
    device.master = r.master === '' ? undefined : deviceOf(stack, r.master);
    if (device.master !== undefined && device.master.kind !== 'bridge') fail('EINVAL');
    device.master?.ports.add(device);
  }
  if (r.netnsPid !== undefined) {
    if (device.kind === 'loopback' || device.kind === 'bridge') fail('EINVAL');
    stack.moveDevice(device, stackOf(t, r.netnsPid), r.newName);
  }
  if (r.up !== undefined) device.stack.setUp(device, r.up);
}

function linkInfo(d: NetDevice): LinkInfo {
  return {
    index: d.index,
    name: d.name,
    kind: d.kind,
    mac: d.mac,
    mtu: d.mtu,
    up: d.up,
    running: d.running,
    master: d.master?.name,
    peerIndex: d.peer?.index,
    addresses: d.addresses.map((a) => `${formatIpv4(a.address)}/${a.prefix}`),
  };
}

function routeInfo(r: CableStack['routes'][number]): RouteInfo {
  return {
    to: r.prefix === 0 ? 'default' : `${formatIpv4(r.network)}/${r.prefix}`,
    via: r.via === undefined ? undefined : formatIpv4(r.via),
    dev: r.device.name,
    source: r.source === undefined ? undefined : formatIpv4(r.source),
    protocol: r.protocol,
  };
}
