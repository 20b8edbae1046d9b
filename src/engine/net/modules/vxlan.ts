/**
 * VXLAN (RFC 7348): Ethernet frames in UDP datagrams between tunnel ends, found through a forwarding table that is set by hand and learnt from
 * what comes in. Left out: IPv6 underlays, multicast groups, flow-based and GBP extensions.
 */
import { fail } from '../../abi/errno.ts';
import { concatBytes } from '../../base/bytes.ts';
import { materialise, sliceChunk } from '../../base/content.ts';
import { formatIp, formatMac, isGroupMac, parseIp } from '../address.ts';
import { refuse } from '../neterror.ts';
import { NetDevice } from '../netdev.ts';
import { IPPROTO } from '../skbuff.ts';
import { frameBytes, parseFrame } from '../wire.ts';
import type { FdbInfo, LinkSpec } from '../../abi/netlink.ts';
import type { NetNs } from '../netns.ts';
import type { IpAddress, IpPacket, Ipv4Address, Mac, SkBuff } from '../skbuff.ts';

const PORT = 8472;
const OVERHEAD = 50;
const FDB_MAX = 16_384;

type VxlanSpec = Extract<LinkSpec, { readonly kind: 'vxlan' }>;

/** A super-segment as the segments that fit into a datagram. */
function segments(skb: SkBuff): SkBuff[] {
  const p = skb.packet;
  if (p.kind === 'arp' || p.payload.kind !== 'tcp' || p.payload.gsoSize === 0 || p.payload.data.length <= p.payload.gsoSize) return [skb];
  const t = p.payload;
  const out: SkBuff[] = [];
  for (let at = 0; at < t.data.length; at += t.gsoSize) {
    const last = at + t.gsoSize >= t.data.length;
    const copy = skb.clone();
    // FIN and PSH belong to the last segment.
    const payload = { ...t, seq: (t.seq + at) >>> 0, flags: last ? t.flags : t.flags & ~9, data: sliceChunk(t.data, at, Math.min(t.data.length, at + t.gsoSize)), gsoSize: 0 };
    copy.packet = { ...p, payload } as IpPacket;
    out.push(copy);
  }
  return out;
}

export class VxlanDevice extends NetDevice {
  readonly kind = 'vxlan';
  private readonly made: VxlanSpec;
  private readonly underlay: NetNs;
  private readonly remote: Ipv4Address | undefined;
  private readonly local: Ipv4Address;
  private readonly port: number;
  private readonly entries = new Map<Mac, { readonly to: Ipv4Address[]; readonly fixed: boolean }>();

  /** EINVAL, ERANGE, EEXIST for a number that is taken on the port. */
  constructor(ns: NetNs, name: string, mac: Mac, spec: VxlanSpec) {
    const address = (text: string | undefined): Ipv4Address | undefined => {
      const a: IpAddress | undefined = text === undefined ? undefined : parseIp(text);
      return a === undefined && text !== undefined ? fail('EINVAL') : typeof a === 'bigint' ? fail('EAFNOSUPPORT') : a;
    };
    if (!(spec.id >= 0 && spec.id < 2 ** 24)) fail('ERANGE');
    const remote = address(spec.remote);
    const local = address(spec.local);
    const link = spec.link === undefined ? undefined : (ns.device(spec.link) ?? fail('ENODEV'));
    const port = spec.dstport ?? PORT;
    if (tunnels(ns, port).has(spec.id)) refuse('EEXIST', 'A VXLAN device with the specified VNI already exists');
    super(ns, name, mac, link === undefined ? 1500 : link.mtu - OVERHEAD);
    this.made = spec;
    this.underlay = ns;
    this.remote = remote;
    this.local = local ?? 0;
    this.port = port;
    tunnels(ns, port).set(spec.id, this);
  }

  override get spec(): LinkSpec {
    return this.made;
  }

  override detach(): void {
    tunnels(this.underlay, this.port).delete(this.made.id);
  }

  override get peer(): NetDevice | undefined {
    return this.made.link === undefined ? undefined : this.underlay.device(this.made.link);
  }

  protected override xmit(skb: SkBuff): number {
    const known = this.entries.get(skb.dst)?.to;
    const all = known ?? [...(this.entries.get(0)?.to ?? []), ...(this.remote === undefined ? [] : [this.remote])];
    if (all.length === 0) return -1;
    for (const part of segments(skb)) {
      const header = new Uint8Array(8);
      header[0] = 8;
      header[4] = this.made.id >>> 16;
      header[5] = (this.made.id >>> 8) & 255;
      header[6] = this.made.id & 255;
      const data = concatBytes([header, frameBytes(part)]);
      const sport = 32768 + (Math.abs(part.src ^ part.dst) % 28232);
      for (const dst of all) this.underlay.output({ src: this.local, dst, protocol: IPPROTO.UDP, payload: { kind: 'udp', sport, dport: this.port, data } }, { stamp: skb.stamp, mark: 0, device: this.made.link === undefined ? undefined : this.made.link, uid: undefined, gid: undefined });
    }
    return 0;
  }

  /** A datagram for this tunnel came in. */
  decapsulate(skb: SkBuff, data: Uint8Array, from: Ipv4Address): void {
    const inner = parseFrame(data.subarray(8), this.ns.services.nextFrameId(), skb.stamp);
    if (inner === undefined) return;
    if (!isGroupMac(inner.src) && !this.entries.has(inner.src) && this.entries.size < FDB_MAX) this.entries.set(inner.src, { to: [from], fixed: false });
    this.arrive(inner);
  }

  get fdb(): FdbInfo[] {
    const rows: FdbInfo[] = [];
    const row = (mac: Mac, to: Ipv4Address, fixed: boolean): FdbInfo => ({ mac: formatMac(mac), dev: this.name, master: undefined, state: fixed ? 'permanent' : 'dynamic', self: true, dst: formatIp(to), age_s: 0 });
    if (this.remote !== undefined) rows.push(row(0, this.remote, true));
    for (const [mac, { to, fixed }] of this.entries) for (const one of to) rows.push(row(mac, one, fixed));
    return rows;
  }

  /** EINVAL without an address, EEXIST, ENOENT. */
  setEntry(mac: Mac, dst: string | undefined, add: boolean): void {
    const known = this.entries.get(mac);
    if (!add) {
      if (known === undefined) fail('ENOENT');
      this.entries.delete(mac);
      return;
    }
    const to = dst === undefined ? undefined : parseIp(dst);
    if (typeof to !== 'number') fail('EINVAL');
    // Several ends may be asked for what nobody knows.
    if (known !== undefined && (mac !== 0 || known.to.includes(to))) fail('EEXIST');
    if (known === undefined) this.entries.set(mac, { to: [to], fixed: true });
    else known.to.push(to);
  }
}

const ports = new WeakMap<NetNs, Map<number, Map<number, VxlanDevice>>>();

/** The tunnels of a UDP port, which listens from now on. */
function tunnels(ns: NetNs, port: number): Map<number, VxlanDevice> {
  let all = ports.get(ns);
  if (all === undefined) ports.set(ns, (all = new Map()));
  let here = all.get(port);
  if (here !== undefined) return here;
  here = new Map();
  all.set(port, here);
  const found = here;
  ns.udpPorts.set(port, (skb, p) => {
    if (p.payload.kind !== 'udp' || p.kind !== 'ipv4' || p.payload.data.length < 22) return false;
    const data = materialise(p.payload.data);
    const tunnel = found.get((data[4]! << 16) | (data[5]! << 8) | data[6]!);
    if (tunnel === undefined) return false;
    tunnel.decapsulate(skb, data, p.src);
    return true;
  });
  return here;
}
