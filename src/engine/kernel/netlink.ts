/** Sockets of family 'netlink': requests are carried out when they are sent, replies and events wait to be received. See abi/netlink.ts. */
import { decodeUtf8, encodeUtf8, EMPTY } from '../base/bytes.ts';
import { Errno, fail } from '../abi/errno.ts';
import { POLL } from '../abi/process.ts';
import { MODULES_NAME } from '../net/modules.ts';
import { netNsOf } from './net.ts';
import { Socket } from './socket.ts';
import type { RouteEvent, RouteReply, RouteRequest } from '../abi/netlink.ts';
import type { SocketAddress } from '../abi/socket.ts';
import type { NetListener } from '../net/netns.ts';
import type { Actor } from '../vfs/file.ts';
import type { Received } from './socket.ts';
import type { Task } from './task.ts';

/** Events that nobody takes: more than this are lost (ENOBUFS in the real one). */
const WAITING_MAX = 10_000;

/** Tells a subscriber of a group what happened. */
export type Tell = (group: string, event: () => RouteEvent) => void;

/** The work behind the sockets: netlink/index.ts. */
export interface NetlinkWork {
  answer(t: Task, request: RouteRequest): RouteReply;
  listener(tell: Tell): NetListener;
}

let work: NetlinkWork | undefined;

export function installNetlink(made: NetlinkWork): void {
  work = made;
}

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

  /** Has the code that answers to be fetched first? */
  static awaits(t: Task): boolean {
    return work === undefined && t.kernel.programs.find(MODULES_NAME) === 'loading';
  }

  send(t: Task, data: Uint8Array): number {
    const request = parse(data);
    if (work === undefined) fail('EPROTONOSUPPORT');
    const reply = request === undefined ? { errno: Errno.EINVAL } : request.op === 'subscribe' ? this.subscribe(t, request.groups) : work.answer(t, request);
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
    const tell: Tell = (group, event) => {
      if (groups.includes(group) && this.replies.length < WAITING_MAX) this.push(event());
    };
    const listener = work!.listener(tell);
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
