/** UDP ports over the cable: datagrams arrive after the way's latency, unless the receiver's queue is full. Left out: fragments, multicast. */
import { Waitable } from '../base/waitable.ts';
import { fail } from '../abi/errno.ts';
import { passAll } from './device.ts';
import type { Stamp } from '../base/stampedqueue.ts';
import type { ErrnoName } from '../abi/errno.ts';
import type { Datagram, DatagramEnd, Endpoint } from './api.ts';
import type { CableStack } from './stack.ts';

/** Bytes that wait at most (net.core.rmem_default). */
const RECEIVE_BUFFER = 212_992;
const MAX_PAYLOAD = 65_507;
const HEADER = 42;

/** Names the answers of `remote` to a masqueraded port. */
function trackKey(port: number, remote: Endpoint): string {
  return `${port} ${remote.address} ${remote.port}`;
}

export class CableDatagram implements DatagramEnd {
  readonly local: Endpoint;
  readonly readiness = new Waitable();
  private readonly stack: CableStack;
  private readonly queue: Datagram[] = [];
  private waiting = 0;
  private error: ErrnoName | undefined;
  private remote: Endpoint | undefined;
  /** Where answers to this port are known. */
  private readonly tracked = new Map<string, CableStack>();

  constructor(stack: CableStack, local: Endpoint) {
    this.stack = stack;
    this.local = local;
  }

  takeError(): ErrnoName | undefined {
    const error = this.error;
    this.error = undefined;
    return error;
  }

  connect(to: Endpoint | undefined): void {
    this.remote = to;
  }

  send(data: Uint8Array, to: Endpoint, stamp: Stamp): void {
    if (data.length > MAX_PAYLOAD) fail('EMSGSIZE');
    const { services } = this.stack;
    const path = this.stack.path(to.address, this.local.address);
    const { target } = path;
    if (target === undefined) return;
    let port = this.local.port;
    const nat = path.masqueradedBy;
    if (nat !== undefined) {
      while ((nat.conntrack.get(trackKey(port, to))?.origin ?? this) !== this) port++;
      const key = trackKey(port, to);
      nat.conntrack.set(key, { origin: this, back: path.back });
      this.tracked.set(key, nat);
    }
    const message: Datagram = { data: data.slice(), from: { address: path.seenAs, port }, stamp: { cause: stamp.cause, root: stamp.root } };
    const answered = target.conntrack.get(trackKey(to.port, message.from));
    const wires = answered?.back ?? path.out;
    services.at(passAll(wires, services.now_ns(), data.length + HEADER), () => {
      const receiver = answered?.origin ?? target.datagramAt(to);
      if (receiver !== undefined) receiver.arrive(message);
      else services.at(passAll(path.back, services.now_ns(), HEADER), () => this.unreachable(to));
    });
  }

  /** ICMP port unreachable came back: only a connected socket hears of it. */
  private unreachable(to: Endpoint): void {
    if (this.remote?.address !== to.address || this.remote.port !== to.port) return;
    this.error = 'ECONNREFUSED';
    this.readiness.notify();
  }

  private arrive(message: Datagram): void {
    const { remote } = this;
    if (remote !== undefined && (remote.address !== message.from.address || remote.port !== message.from.port)) return;
    if (this.waiting + message.data.length > RECEIVE_BUFFER) return;
    this.waiting += message.data.length;
    this.queue.push(message);
    this.readiness.notify();
  }

  receive(): Datagram | undefined {
    const message = this.queue.shift();
    if (message !== undefined) this.waiting -= message.data.length;
    return message;
  }

  get available(): number {
    return this.queue[0]?.data.length ?? 0;
  }

  get failed(): boolean {
    return this.error !== undefined;
  }

  get pending(): boolean {
    return this.queue.length > 0;
  }

  close(): void {
    this.stack.closeDatagram(this);
    for (const [key, nat] of this.tracked) nat.conntrack.delete(key);
  }
}
