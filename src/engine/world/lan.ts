/**
 * The LAN and what is beyond it. Hosts sit at 10.0.2.15 and up behind a router at 10.0.2.2 that masquerades them; the name server is at
 * 10.0.2.3. On the router's other side is the internet: one or more networks with public addresses. The router is a network without a
 * kernel: it only forwards.
 */
import { parseIpv4 } from '../base/inet.ts';
import { masquerade } from '../net/filter.ts';
import { Segment } from '../net/link.ts';
import { EthernetDevice } from '../net/netdev.ts';
import { NetNs } from '../net/netns.ts';
import { TABLE } from '../net/route.ts';
import type { NetServices } from '../net/ip.ts';
import type { Mac } from '../net/skbuff.ts';

const LAN_PREFIX = 24;
const ROUTER = '10.0.2.2';
export const NAME_SERVER = '10.0.2.3';
/** The last byte of the first host's address. */
const FIRST_HOST = 15;
/** The router's address towards the internet (TEST-NET-3), and its namespace's number for observers. */
const ROUTER_PUBLIC = '203.0.113.1';
const ROUTER_INO = 1;

/** Gigabit Ethernet at home. */
const LAN_BPS = 125e6;
const LAN_LATENCY_NS = 100_000;
/** A line of 100 Mbit/s down and 40 up, eight milliseconds from everything. */
const DOWN_BPS = 12.5e6;
const UP_BPS = 5e6;
const WAN_LATENCY_NS = 8_000_000;
const BACKBONE_BPS = 1.25e9;

/** A card that is plugged in and up. */
function card(ns: NetNs, name: string, mac: Mac, plug: (device: EthernetDevice) => void): EthernetDevice {
  const device = ns.insert(new EthernetDevice(ns, name, mac));
  plug(device);
  ns.setUp(device, true);
  return device;
}

/** A device's address, global and with its subnet's broadcast. */
function address(device: EthernetDevice, text: string, prefix: number): void {
  const value = parseIpv4(text)!;
  device.ns.addAddress(device, { address: value, prefix, scope: 'global', broadcast: prefix < 31 ? (value | (0xffffffff >>> prefix)) >>> 0 : undefined, peer: undefined, label: device.name, tentative: false });
}

/** Everything else leaves here. */
function defaultRoute(device: EthernetDevice, via?: string): void {
  device.ns.addRoute({ dst: 0, prefix: 0, via: via === undefined ? undefined : parseIpv4(via), device, source: undefined, metric: 0, table: TABLE.MAIN, type: 'unicast', scope: via === undefined ? 'link' : 'global', protocol: 'boot', onlink: false, mtu: undefined });
}

export class Lan {
  readonly router: NetNs;
  private readonly lan: Segment;
  private readonly wan: Segment;
  private hosts = 0;

  constructor(services: NetServices) {
    this.lan = new Segment(services);
    this.wan = new Segment(services);
    const router = new NetNs(services, 'router', ROUTER_INO);
    this.router = router;
    router.conf6.all.disable_ipv6 = 1;
    router.setForwarding(1);
    router.setUp(router.loopback, true);
    const inside = card(router, 'lan0', 0x52550a000202, (d) => d.plug(this.lan, LAN_BPS, LAN_BPS, LAN_LATENCY_NS));
    address(inside, ROUTER, LAN_PREFIX);
    const outside = card(router, 'wan0', 0x5255cb007101, (d) => d.plug(this.wan, UP_BPS, DOWN_BPS, 0));
    address(outside, ROUTER_PUBLIC, 32);
    defaultRoute(outside);
    masquerade(router, outside);
  }

  /** A host's eth0, with the next free address and a default route. */
  attachHost(ns: NetNs): void {
    const n = this.hosts++;
    const eth0 = card(ns, 'eth0', 0x525400123456 + n, (d) => d.plug(this.lan, LAN_BPS, LAN_BPS, LAN_LATENCY_NS));
    address(eth0, `10.0.2.${FIRST_HOST + n}`, LAN_PREFIX);
    defaultRoute(eth0, ROUTER);
  }

  /** A network on the internet, with these public addresses; `nameServer` gives it the LAN's 10.0.2.3 too. */
  attachInternet(ns: NetNs, addresses: readonly string[], nameServer: boolean): void {
    ns.conf6.all.disable_ipv6 = 1;
    const eth0 = card(ns, 'eth0', 0x5255c6336401, (d) => d.plug(this.wan, BACKBONE_BPS, BACKBONE_BPS, WAN_LATENCY_NS));
    for (const a of addresses) address(eth0, a, 32);
    defaultRoute(eth0);
    if (!nameServer) return;
    const eth1 = card(ns, 'eth1', 0x52550a000203, (d) => d.plug(this.lan, LAN_BPS, LAN_BPS, LAN_LATENCY_NS));
    address(eth1, NAME_SERVER, LAN_PREFIX);
  }
}
