/**
 * The cable: a network stack without packets. Devices, addresses and routes are as on Linux and decide who can reach whom; what travels
 * are chunks of streams and datagrams, timed by their length over the wires on their way. Routes are looked up when a connection is
 * made and stay for its life. Forwarding and masquerading between devices work; filtering does not exist here.
 */
import { fail } from '../abi/errno.ts';
import { NetDevice, Wire } from './device.ts';
import { formatIpv4, inPrefix, isLoopback, maskOf } from './ipv4.ts';
import { CableDatagram } from './datagram.ts';
import { findPath } from './path.ts';
import { CableListener, CableStream } from './stream.ts';
import type { Path } from './path.ts';
import type { DatagramEnd, Endpoint, NetServices, NetStack, StreamEnd, StreamListener } from './api.ts';
import type { DeviceKind } from './device.ts';

/** A route (ip-route(8)). `via` undefined: on link. */
export interface Route {
  readonly network: number;
  readonly prefix: number;
  readonly via: number | undefined;
  readonly device: NetDevice;
  readonly source: number | undefined;
  /** Made with an address ('kernel'), or by somebody ('boot'). */
  readonly protocol: 'kernel' | 'boot';
}

/** A masqueraded datagram's origin, for the answers (conntrack). */
export interface Tracked {
  readonly origin: CableDatagram;
  readonly back: readonly Wire[];
}

const FIRST_EPHEMERAL = 32768;
const LAST_EPHEMERAL = 60999;
export class CableStack implements NetStack {
  readonly name: string;
  readonly services: NetServices;
  readonly devices: NetDevice[] = [];
  readonly routes: Route[] = [];
  readonly loopback: NetDevice;
  /** Masqueraded datagrams by `trackKey`. */
  readonly conntrack = new Map<string, Tracked>();
  /** net.ipv4.ip_unprivileged_port_start. */
  unprivilegedPort = 1024;
  /** net.ipv4.ip_forward. */
  forwarding = false;
  /** Sources whose packets take the address of the device they leave through, unless it is `except` (MASQUERADE ! -o). */
  readonly masquerade: { readonly network: number; readonly prefix: number; readonly except: string }[] = [];
  private readonly used = { stream: new Map<number, Held[]>(), dgram: new Map<number, Held[]>() };
  private readonly listeners = new Map<number, CableListener[]>();
  private readonly datagrams = new Map<number, CableDatagram[]>();
  private nextPort = FIRST_EPHEMERAL;
  private nextIndex = 1;
  /** What a packet to an own address goes through. */
  readonly local = new Wire(5e9, 15_000);

  constructor(services: NetServices, name: string) {
    this.services = services;
    this.name = name;
    this.loopback = this.addDevice('loopback', 'lo', '00:00:00:00:00:00');
  }

  // ---- configuration ----
  /** EEXIST when the name is taken. */
  addDevice(kind: DeviceKind, name: string, mac: string): NetDevice {
    if (this.device(name) !== undefined) fail('EEXIST');
    const device = new NetDevice(this, kind, name, this.nextIndex++, mac);
    this.devices.push(device);
    return device;
  }

  device(name: string): NetDevice | undefined {
    return this.devices.find((d) => d.name === name);
  }

  /** A pair of veth devices, one in each stack. */
  static veth(a: CableStack, nameA: string, macA: string, b: CableStack, nameB: string, macB: string): [NetDevice, NetDevice] {
    const left = a.addDevice('veth', nameA, macA);
    const right = b.addDevice('veth', nameB, macB);
    left.peer = right;
    right.peer = left;
    return [left, right];
  }

  /** Take a device away; a veth takes its other end with it. */
  removeDevice(device: NetDevice): void {
    this.forget(device);
    device.master?.ports.delete(device);
    device.segment?.ports.delete(device);
    for (const port of device.ports) port.master = undefined;
    const { peer } = device;
    device.peer = undefined;
    if (peer?.peer !== undefined) peer.stack.removeDevice(peer);
  }

  /** Move a device into another stack under a name: addresses and routes are lost. */
  moveDevice(device: NetDevice, to: CableStack, name = device.name): void {
    if (to !== this && to.device(name) !== undefined) fail('EEXIST');
    this.forget(device);
    device.addresses.length = 0;
    device.up = false;
    device.master?.ports.delete(device);
    device.master = undefined;
    device.stack = to;
    device.name = name;
    to.devices.push(device);
  }

  private forget(device: NetDevice): void {
    this.devices.splice(this.devices.indexOf(device), 1);
    this.dropRoutes((r) => r.device === device);
    device.up = false;
  }

  /** Up, with the routes of its addresses; or down, without any. */
  setUp(device: NetDevice, up: boolean): void {
    if (device.up === up) return;
    device.up = up;
    if (up) {
      if (device.kind === 'loopback' && device.addresses.length === 0) device.addresses.push({ address: 0x7f000001, prefix: 8 });
      for (const a of device.addresses) this.connectedRoute(device, a.address, a.prefix);
    } else this.dropRoutes((r) => r.device === device);
  }

  /** EEXIST. */
  addAddress(device: NetDevice, address: number, prefix: number): void {
    if (device.has(address)) fail('EEXIST');
    device.addresses.push({ address, prefix });
    if (device.up) this.connectedRoute(device, address, prefix);
  }

  /** EADDRNOTAVAIL. */
  removeAddress(device: NetDevice, address: number): void {
    const at = device.addresses.findIndex((a) => a.address === address);
    if (at < 0) fail('EADDRNOTAVAIL');
    device.addresses.splice(at, 1);
    this.dropRoutes((r) => r.device === device && r.source === address);
  }

  private connectedRoute(device: NetDevice, address: number, prefix: number): void {
    if (device.kind === 'loopback' || prefix === 32) return;
    this.routes.push({ network: (address & maskOf(prefix)) >>> 0, prefix, via: undefined, device, source: address, protocol: 'kernel' });
  }

  /** EEXIST, ENETUNREACH when the gateway is not on link, ENETDOWN. */
  addRoute(network: number, prefix: number, via: number | undefined, device?: NetDevice): void {
    const dev = device ?? (via === undefined ? undefined : this.routes.find((r) => r.via === undefined && inPrefix(via, r.network, r.prefix))?.device);
    if (dev === undefined) fail('ENETUNREACH');
    if (!dev.up) fail('ENETDOWN');
    if (this.routes.some((r) => r.network === network && r.prefix === prefix && r.protocol === 'boot')) fail('EEXIST');
    this.routes.push({ network, prefix, via, device: dev, source: undefined, protocol: 'boot' });
  }

  /** ESRCH. */
  removeRoute(network: number, prefix: number): void {
    const before = this.routes.length;
    this.dropRoutes((r) => r.network === network && r.prefix === prefix);
    if (this.routes.length === before) fail('ESRCH');
  }

  private dropRoutes(which: (r: Route) => boolean): void {
    for (let i = this.routes.length - 1; i >= 0; i--) if (which(this.routes[i]!)) this.routes.splice(i, 1);
  }

  // ---- routing ----
  owns(address: number): boolean {
    if (isLoopback(address)) return this.loopback.up;
    return this.devices.some((d) => d.has(address));
  }

  /** The most specific route; the first among equals. */
  route(address: number): Route | undefined {
    let best: Route | undefined;
    for (const r of this.routes) if (inPrefix(address, r.network, r.prefix) && (best === undefined || r.prefix > best.prefix)) best = r;
    return best;
  }

  /** The way to `address`. ENETUNREACH without a route. */
  path(address: number, from: number): Path {
    return findPath(this, address, from);
  }

  // ---- ports ----
  reserve(kind: 'stream' | 'dgram', local: Endpoint, reuse: boolean): { readonly local: Endpoint; release(): void } {
    if (local.address !== 0 && !this.owns(local.address)) fail('EADDRNOTAVAIL');
    const ports = this.used[kind];
    const port = local.port === 0 ? this.ephemeral(kind) : local.port;
    const held = { address: local.address, reuse };
    const others = ports.get(port) ?? [];
    for (const o of others) if ((o.address === local.address || o.address === 0 || local.address === 0) && !(o.reuse && reuse && !this.isListening(port))) fail('EADDRINUSE');
    ports.set(port, [...others, held]);
    return {
      local: { address: local.address, port },
      release: () => {
        const left = (ports.get(port) ?? []).filter((h) => h !== held);
        if (left.length > 0) ports.set(port, left);
        else ports.delete(port);
      },
    };
  }

  private isListening(port: number): boolean {
    return this.listeners.has(port);
  }

  private ephemeral(kind: 'stream' | 'dgram'): number {
    for (let tries = FIRST_EPHEMERAL; tries <= LAST_EPHEMERAL; tries++) {
      const port = this.nextPort;
      this.nextPort = port >= LAST_EPHEMERAL ? FIRST_EPHEMERAL : port + 1;
      if (!this.used[kind].has(port)) return port;
    }
    return fail('EADDRINUSE');
  }

  listen(local: Endpoint, backlog: number, _reuse: boolean): StreamListener {
    const same = this.listeners.get(local.port) ?? [];
    if (same.some((l) => l.local.address === local.address || l.local.address === 0 || local.address === 0)) fail('EADDRINUSE');
    const listener = new CableListener(this, local, backlog);
    this.listeners.set(local.port, [...same, listener]);
    return listener;
  }

  unlisten(listener: CableListener): void {
    const left = (this.listeners.get(listener.local.port) ?? []).filter((l) => l !== listener);
    if (left.length > 0) this.listeners.set(listener.local.port, left);
    else this.listeners.delete(listener.local.port);
  }

  /** Who listens at an own address. */
  listenerAt(to: Endpoint): CableListener | undefined {
    return this.listeners.get(to.port)?.find((l) => l.local.address === 0 || l.local.address === to.address);
  }

  connect(local: Endpoint, remote: Endpoint): StreamEnd {
    const to = remote.address === 0 ? { address: 0x7f000001, port: remote.port } : remote;
    const path = this.path(to.address, local.address);
    return new CableStream(this, { address: path.source, port: local.port }, to, path);
  }

  datagram(local: Endpoint): DatagramEnd {
    const end = new CableDatagram(this, local);
    this.datagrams.set(local.port, [...(this.datagrams.get(local.port) ?? []), end]);
    return end;
  }

  closeDatagram(end: CableDatagram): void {
    const left = (this.datagrams.get(end.local.port) ?? []).filter((d) => d !== end);
    if (left.length > 0) this.datagrams.set(end.local.port, left);
    else this.datagrams.delete(end.local.port);
  }

  datagramAt(to: Endpoint): CableDatagram | undefined {
    return this.datagrams.get(to.port)?.find((d) => d.local.address === 0 || d.local.address === to.address);
  }

  toString(): string {
    return `${this.name} (${this.devices.flatMap((d) => d.addresses.map((a) => `${d.name} ${formatIpv4(a.address)}/${a.prefix}`)).join(', ')})`;
  }
}

interface Held {
  readonly address: number;
  readonly reuse: boolean;
}
