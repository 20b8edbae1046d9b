/**
 * What the transports (tcp, udp, raw sockets) and the IP layer beneath them ask of each other, one of each per network namespace.
 * The IP layer routes, filters, resolves neighbours and fragments; a transport demultiplexes and never sees a device.
 */
import type { Stamp } from '../base/stampedqueue.ts';
import type { ErrnoName } from '../abi/errno.ts';
import type { PacketAction, PacketStep } from '../abi/trace.ts';
import type { IcmpMessage, IpAddress, IpPacket, SkBuff, Transport } from './skbuff.ts';

/** A timer that was asked for. */
export interface TimerHandle {
  readonly time_ns: number;
}

/** What the world gives a network: time, chance, and observers. */
export interface NetServices {
  now_ns(): number;
  at(time_ns: number, fire: () => void): TimerHandle;
  cancel(timer: TimerHandle): void;
  /** An unsigned 32-bit number from the world's seeded generator. */
  random32(): number;
  /** A number for a new frame: unique in the world. */
  nextFrameId(): number;
  /** Who watches packets; undefined: nobody ever. */
  readonly observer?: PacketObserver;
}

/** Where steps of packets go (trace events). */
export interface PacketObserver {
  /** Does anybody watch now? Ask before making a step. */
  readonly on: boolean;
  step(host: string, stamp: Stamp, step: PacketStep): void;
}

/** Who sends: what sockets hand down with a packet. */
export interface Sender {
  readonly stamp: Stamp;
  /** SO_MARK; 0 without. */
  readonly mark: number;
  /** SO_BINDTODEVICE; undefined without. */
  readonly device: string | undefined;
  /** For -m owner; undefined for the kernel's own packets. */
  readonly uid: number | undefined;
  readonly gid: number | undefined;
}

/** How packets to a destination leave. */
export interface OutRoute {
  /** The address that is put in when the socket has none. */
  readonly source: IpAddress;
  /** Largest IP packet, header included. */
  readonly mtu: number;
  /** It stays within this namespace. */
  readonly local: boolean;
  readonly broadcast: boolean;
  readonly device: string;
}

/** A packet to send; the IP layer fills in what is left out. */
export interface Outgoing {
  readonly src: IpAddress;
  readonly dst: IpAddress;
  readonly protocol: number;
  readonly payload: Transport;
  /** Default 64. */
  readonly ttl?: number;
  readonly tos?: number;
  /** Default true for TCP (path MTU discovery), false for others. */
  readonly dontFragment?: boolean;
}

export interface IpLayer {
  readonly services: NetServices;
  /** The route of packets to `dst`. ENETUNREACH, EHOSTUNREACH, EACCES (prohibit, broadcast), EINVAL (blackhole), ENODEV, EADDRNOTAVAIL for a foreign `source`. */
  routeOutput(dst: IpAddress, source: IpAddress | undefined, sender: Sender): OutRoute;
  /**
   * Send. Nothing blocks: what is found out later (no neighbour, an ICMP error) comes to the transport's `error`. An error is returned, not
   * thrown, when it is known at once: EPERM (a rule dropped it on OUTPUT), EMSGSIZE, ENETUNREACH, EHOSTUNREACH, ENOBUFS, ENETDOWN.
   */
  output(packet: Outgoing, sender: Sender): ErrnoName | undefined;
  /** Is it one of the namespace's addresses? */
  owns(address: IpAddress): boolean;
  /** Is it a broadcast address of one of the namespace's devices, or 255.255.255.255? */
  isBroadcast(address: IpAddress): boolean;
  /** ICMP and ICMPv6 may be registered too: the IP layer answers by itself, then hands every message on, and errors about what raw and ping sockets sent. */
  register(protocol: number, transport: TransportProtocol): void;
  /** Raw sockets: called for every packet that is delivered here, before the transport. Returns how to stop. */
  tapDelivered(tap: (skb: SkBuff, packet: IpPacket) => void): () => void;
  /** Packet sockets: called for every frame that comes in or leaves, as tcpdump sees it. Returns how to stop. */
  tapFrames(tap: FrameTap): () => void;
  /** Hand a ready frame to a device (packet sockets). ENXIO, ENETDOWN, EMSGSIZE. */
  transmitFrame(device: string, frame: Uint8Array, stamp: Stamp): void;
  /** Somebody watches packets: {@link note} is worth calling. */
  readonly watched: boolean;
  /** A step of a packet's way, for observers: 'deliver' or 'drop' by a transport, with what decided in one sentence. */
  note(skb: SkBuff, action: PacketAction, decision: string, device?: string): void;
  /** Tell the sender of `packet` that it was not delivered (port unreachable ...), under the rules of RFC 1122 and RFC 4443. */
  sendIcmpError(skb: SkBuff, type: number, code: number): void;
}

export type FrameTap = (skb: SkBuff, device: string, ifindex: number, direction: 'in' | 'out' | 'broadcast' | 'multicast' | 'otherhost') => void;

/** A transport, as the IP layer sees it. */
export interface TransportProtocol {
  /** A packet for this namespace, reassembled, past netfilter's INPUT, that came in through `device` ('lo' for its own). */
  receive(skb: SkBuff, packet: IpPacket, device: string): void;
  /** An ICMP error about a packet that was sent from here (or the IP layer's own: no neighbour answered). */
  error(about: IpPacket, icmp: Pick<IcmpMessage, 'type' | 'code' | 'rest'>, from: IpAddress): void;
}
