/** The transports of a network namespace over its IP layer: TCP, UDP, ICMP for ping sockets, raw and packet sockets; and the list of all sockets. */
import { PacketSock } from './packet_sock.ts';
import { IcmpSocks, PingSock } from './ping.ts';
import { RawSock, RawSocks } from './raw.ts';
import { IPPROTO } from './skbuff.ts';
import { TcpProtocol } from './tcp.ts';
import { TcpSock } from './tcp_sock.ts';
import { UdpProtocol, UdpSock } from './udp.ts';
import type { SocketInfo } from '../abi/netlink.ts';
import type { IpLayer } from './ip.ts';
import type { Endpoint, SockNet, SockOwner, TransportSettings } from './sock.ts';

/** What sockets ask of the namespace beside its IP layer. */
export interface Surroundings {
  deviceIndex(name: string): number | undefined;
  deviceName(index: number): string | undefined;
  /** The destination before DNAT of a connection between these ends. */
  originalDestination(protocol: number, local: Endpoint, remote: Endpoint): Endpoint | undefined;
}

const ALONE: Surroundings = { deviceIndex: () => undefined, deviceName: () => undefined, originalDestination: () => undefined };

export class Transports implements SockNet {
  readonly ip: IpLayer;
  readonly settings: TransportSettings;
  readonly tcp: TcpProtocol;
  readonly udp: UdpProtocol;
  readonly raws: RawSocks;
  readonly icmp: IcmpSocks;
  readonly icmp6: IcmpSocks;
  readonly around: Surroundings;

  constructor(ip: IpLayer, settings: TransportSettings, around = ALONE) {
    this.ip = ip;
    this.around = around;
    this.settings = settings;
    this.tcp = new TcpProtocol(this);
    this.udp = new UdpProtocol(this);
    this.raws = new RawSocks(this);
    this.icmp = new IcmpSocks(this, 4, this.raws);
    this.icmp6 = new IcmpSocks(this, 6, this.raws);
    ip.register(IPPROTO.TCP, this.tcp);
    ip.register(IPPROTO.UDP, this.udp);
    ip.register(IPPROTO.ICMP, this.icmp);
    ip.register(IPPROTO.ICMPV6, this.icmp6);
  }

  tcpSocket(family: 4 | 6, owner: SockOwner): TcpSock {
    return new TcpSock(this.tcp, family, owner);
  }

  udpSocket(family: 4 | 6, owner: SockOwner): UdpSock {
    return new UdpSock(this.udp, family, owner);
  }

  pingSocket(family: 4 | 6, owner: SockOwner): PingSock {
    return new PingSock(family === 4 ? this.icmp : this.icmp6, family, owner);
  }

  rawSocket(family: 4 | 6, protocol: number, owner: SockOwner): RawSock {
    return new RawSock(this.raws, family, protocol, owner);
  }

  packetSocket(cooked: boolean, protocol: number): PacketSock {
    return new PacketSock(this, cooked, protocol);
  }

  /** Every socket that has a port or a protocol (sock_diag(7)). */
  sockets(): SocketInfo[] {
    return [...this.tcp.infos(), ...this.udp.infos(), ...this.raws.infos(), ...this.icmp.infos(), ...this.icmp6.infos()];
  }
}
