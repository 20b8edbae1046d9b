/** Sockets of family 'netlink': requests are carried out when they are sent, replies and events wait to be received. See abi/netlink.ts. */
import { decodeUtf8, encodeUtf8, EMPTY } from '../base/bytes.ts';
import { fail } from '../abi/errno.ts';
import { POLL } from '../abi/process.ts';
import { MODULES_NAME, netModules } from '../net/modules.ts';
import { netNsOf } from './net.ts';
import { addressInfo, linkInfo, neighInfo, routeInfo } from './netlink/info.ts';
import { answer, needsModules } from './netlink/request.ts';
import { Socket } from './socket.ts';
import type { RouteEvent, RouteReply, RouteRequest } from '../abi/netlink.ts';
import type { SocketAddress } from '../abi/socket.ts';
import type { NetListener } from '../net/netns.ts';
import type { Actor } from '../vfs/file.ts';
import type { Received } from './socket.ts';
import type { Task } from './task.ts';

/** Events that nobody takes: more than this are lost (ENOBUFS in the real one). */
const WAITING_MAX = 10_000;

export class NetlinkSocket extends Socket {
  readonly family = 'netlink';
  private readonly replies: Uint8Array[] = [];
  private unsubscribe: (() => void) | undefined;

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

  /** Does this datagram need code that has to be fetched first? */
  static awaits(t: Task, data: Uint8Array): boolean {
    if (netModules() !== undefined) return false;
    const request = parse(data);
    return request !== undefined && needsModules(request) && t.kernel.programs.find(MODULES_NAME) === 'loading';
  }

  send(t: Task, data: Uint8Array): number {
    const request = parse(data);
    const reply = request === undefined ? { errno: 22 } : request.op === 'subscribe' ? this.subscribe(t, request.groups) : answer(t, request);
    this.push(reply);
    return data.length;
  }

  private push(message: RouteReply | RouteEvent): void {
    this.replies.push(encodeUtf8(JSON.stringify(message)));
    this.readiness.notify();
  }

  private subscribe(t: Task, groups: readonly string[]): RouteReply {
    const ns = netNsOf(t.kernel, t.ns.net);
    this.unsubscribe?.();
    const tell = (group: string, event: () => RouteEvent): void => {
      if (groups.includes(group) && this.replies.length < WAITING_MAX) this.push(event());
    };
    const listener: NetListener = {
      link: (device, deleted) => tell('link', () => ({ event: 'link', deleted, link: linkInfo(device) })),
      address: (device, a, deleted) => tell('address', () => ({ event: 'address', deleted, dev: device.name, index: device.index, address: addressInfo(device, a) })),
      route: (r, deleted) => tell('route', () => ({ event: 'route', deleted, route: routeInfo(r) })),
      neighbour: (device, n) => tell('neigh', () => ({ event: 'neigh', deleted: false, neigh: neighInfo(typeof n.address === 'number' ? device.neighbours4 : device.neighbours6, n) })),
      event: (event) => tell(event.event, () => event),
    };
    ns.listeners.add(listener);
    this.unsubscribe = () => ns.listeners.delete(listener);
    return { errno: 0 };
  }

  protected override close(): void {
    this.unsubscribe?.();
  }

  receive(_t: Task, max: number): Received | undefined {
    const reply = this.replies.shift();
    return reply && this.plain(reply.subarray(0, max));
  }

  override read(_actor: Actor, max: number): Uint8Array | undefined {
    return max === 0 ? EMPTY : this.replies.shift()?.subarray(0, max);
  }
}

function parse(data: Uint8Array): RouteRequest | undefined {
  try {
    const request = JSON.parse(decodeUtf8(data)) as RouteRequest;
    return typeof request === 'object' && request !== null && typeof request.op === 'string' ? request : undefined;
  } catch {
    return undefined;
  }
}
