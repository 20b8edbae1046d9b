/**
 * Frames on their way, gathered from 'packet' events: each frame with its steps in short, and its hops over cables for the picture. Memory is
 * bounded: the last MAX_FRAMES frames, MAX_STEPS steps of each, and at most MAX_NEW of either for one look of the page.
 */
import type { PacketHeaders, TraceEvent } from '../abi/trace.ts';
import type { FlightView, PacketFate, PacketView } from '../inspect/views.ts';

const MAX_FRAMES = 3000;
const MAX_STEPS = 96;
const MAX_NEW = 400;

export type PacketEvent = TraceEvent & { readonly kind: 'packet' };

const PROTOCOLS: Readonly<Record<number, PacketView['protocol']>> = { 1: 'ICMP', 6: 'TCP', 17: 'UDP', 58: 'ICMPv6' };
const ICMP_TYPES: Readonly<Record<number, string>> = { 0: 'echo reply', 3: 'unreachable', 5: 'redirect', 8: 'echo request', 11: 'time exceeded' };
const ICMP6_TYPES: Readonly<Record<number, string>> = { 1: 'unreachable', 2: 'packet too big', 3: 'time exceeded', 128: 'echo request', 129: 'echo reply', 130: 'multicast query', 131: 'multicast report', 132: 'multicast done', 133: 'router solicitation', 134: 'router advertisement', 135: 'neighbour solicitation', 136: 'neighbour advertisement', 143: 'multicast report' };
/** Types of ICMPv6 from which IPv6 lives: multicast listeners (RFC 2710, 3810), routers and neighbours (RFC 4861). */
const UPKEEP6: ReadonlySet<number> = new Set([130, 131, 132, 133, 134, 135, 136, 137, 143]);

/** An address told to all, asked by nobody (RFC 5227): nobody is meant to answer. */
const announces = ({ arp }: PacketHeaders): boolean => arp !== undefined && arp.sender === arp.target;

/** Whether a frame is what interfaces say on their own. */
function isUpkeep(headers: PacketHeaders): boolean {
  return announces(headers) || (headers.ip?.version === 6 && headers.icmp !== undefined && UPKEEP6.has(headers.icmp.type));
}

/** What a frame carries, in one line. */
export function packetText({ arp, ip, tcp, udp, icmp }: PacketHeaders): string {
  if (arp !== undefined && arp.sender === arp.target) return `${arp.sender} is at ${arp.senderMac}, told to all`;
  if (arp !== undefined) return arp.op === 'request' ? `who has ${arp.target}? tell ${arp.sender}` : `${arp.sender} is at ${arp.senderMac}`;
  if (ip === undefined) return 'a frame';
  const at = (address: string, port: number): string => (address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`);
  if (tcp !== undefined) return `${at(ip.src, tcp.sport)} → ${at(ip.dst, tcp.dport)} [${tcp.flags}]${tcp.length > 0 ? ` ${tcp.length} bytes` : ''}`;
  if (udp !== undefined) return `${at(ip.src, udp.sport)} → ${at(ip.dst, udp.dport)} ${udp.length} bytes`;
  if (icmp !== undefined) return `${ip.src} → ${ip.dst} ${(ip.version === 4 ? ICMP_TYPES : ICMP6_TYPES)[icmp.type] ?? `type ${icmp.type}`}${icmp.seq === undefined ? '' : ` ${icmp.seq}`}`;
  return `${ip.src} → ${ip.dst} protocol ${ip.protocol}`;
}

function protocolOf({ arp, ip }: PacketHeaders): PacketView['protocol'] {
  if (arp !== undefined) return 'ARP';
  return PROTOCOLS[ip?.protocol ?? -1] ?? 'IP';
}

/** The namespace in which a step was taken, as views call it. */
const placeOf = (event: PacketEvent): string => `${event.host}:${event.ns}`;

class Frame {
  readonly steps: PacketEvent[] = [];
  readonly namespaces: string[] = [];
  readonly protocol: PacketView['protocol'];
  readonly text: string;
  readonly upkeep: boolean;
  end_ns: number;
  fate: PacketFate = 'underway';
  reason = '';
  root: number;
  /** It went onto a cable with many ends: where it comes out is known when it does. */
  sent: PacketEvent | undefined;

  constructor(readonly first: PacketEvent) {
    this.protocol = protocolOf(first.headers);
    this.text = packetText(first.headers);
    this.upkeep = isUpkeep(first.headers);
    this.end_ns = first.time_ns;
    this.root = first.root;
  }

  add(event: PacketEvent): void {
    if (this.steps.length < MAX_STEPS) this.steps.push(event);
    const ns = placeOf(event);
    if (!this.namespaces.includes(ns)) this.namespaces.push(ns);
    this.end_ns = event.time_ns;
    if (this.root === 0) this.root = event.root;
    if (event.action === 'deliver' || (event.action === 'drop' && announces(event.headers))) this.fate = 'delivered';
    else if (event.action === 'drop' && this.fate !== 'delivered') {
      this.fate = 'dropped';
      this.reason = event.decision;
    }
  }

  view(frame: number): PacketView {
    const { first, end_ns, root, protocol, text, namespaces, fate, reason, upkeep } = this;
    return { frame, start_ns: first.time_ns, end_ns, root, protocol, text, namespaces: [...namespaces], fate, reason, upkeep };
  }
}

export class PacketStore {
  private readonly frames = new Map<number, Frame>();
  private changed = new Set<number>();
  private flights: FlightView[] = [];

  add(events: readonly TraceEvent[]): void {
    for (const event of events) if (event.kind === 'packet') this.take(event);
  }

  private take(event: PacketEvent): void {
    let frame = this.frames.get(event.frame);
    if (frame === undefined) {
      this.frames.set(event.frame, (frame = new Frame(event)));
      if (this.frames.size > MAX_FRAMES) this.frames.delete(this.frames.keys().next().value!);
    }
    frame.add(event);
    this.changed.add(event.frame);
    const { peer } = event;
    if (event.action === 'transmit' && peer !== undefined) {
      if (peer.ns === event.ns && (peer.host ?? event.host) === event.host && peer.device === event.device) frame.sent = event;
      else this.fly(frame, event, `${peer.host ?? event.host}:${peer.ns}/${peer.device}`, peer.arrives_ns);
    } else if (event.action === 'receive' && frame.sent !== undefined) {
      if (placeOf(frame.sent) !== placeOf(event)) this.fly(frame, frame.sent, `${placeOf(event)}/${event.device}`, event.time_ns);
    }
  }

  private fly(frame: Frame, sent: PacketEvent, to: string, arrives_ns: number): void {
    if (this.flights.length < MAX_NEW) this.flights.push({ frame: sent.frame, protocol: frame.protocol, upkeep: frame.upkeep, from: `${placeOf(sent)}/${sent.device}`, to, start_ns: sent.time_ns, arrives_ns });
  }

  /** Frames that changed and hops that began since the last call; the newest when there are too many. */
  takeNew(): { readonly packets: readonly PacketView[]; readonly flights: readonly FlightView[] } {
    const numbers = [...this.changed].filter((one) => this.frames.has(one)).slice(-MAX_NEW);
    const taken = { packets: numbers.map((one) => this.frames.get(one)!.view(one)), flights: this.flights };
    this.changed = new Set();
    this.flights = [];
    return taken;
  }

  /** Everything that is known, for a page that begins to look. */
  all(): readonly PacketView[] {
    return [...this.frames].slice(-MAX_NEW).map(([number, frame]) => frame.view(number));
  }

  /** The steps of a frame's way; none when it is no longer known. */
  steps(frame: number): readonly PacketEvent[] {
    return this.frames.get(frame)?.steps ?? [];
  }
}
