/**
 * The LAN and what is beyond it. Hosts sit at 10.0.2.15 and up behind a router at 10.0.2.2 that masquerades them; the name server is at
 * 10.0.2.3. On the router's other side is the internet: one or more networks with public addresses. The router is a network without a
 * kernel: it only forwards.
 */
import { addAddress, addRoute } from '../net/config.ts';
import { masquerade } from '../net/filter.ts';
import { Segment } from '../net/link.ts';
import { EthernetDevice } from '../net/netdev.ts';
import { NetNs } from '../net/netns.ts';
import type { NetServices } from '../net/ip.ts';
import type { Mac } from '../net/skbuff.ts';

export const LAN_NETWORK = '10.0.2.0';
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
    card(router, 'lan0', 0x52550a000202, (d) => d.plug(this.lan, LAN_BPS, LAN_BPS, LAN_LATENCY_NS));
    addAddress(router, { op: 'addr_add', name: 'lan0', address: `${ROUTER}/${LAN_PREFIX}` });
    const outside = card(router, 'wan0', 0x5255cb007101, (d) => d.plug(this.wan, UP_BPS, DOWN_BPS, 0));
    addAddress(router, { op: 'addr_add', name: 'wan0', address: `${ROUTER_PUBLIC}/32` });
    addRoute(router, { to: 'default', dev: 'wan0' }, false);
    masquerade(router, outside);
  }

  /** A host's eth0, with the next free address and a default route. */
  attachHost(ns: NetNs): void {
    const n = this.hosts++;
    card(ns, 'eth0', 0x525400123456 + n, (d) => d.plug(this.lan, LAN_BPS, LAN_BPS, LAN_LATENCY_NS));
    addAddress(ns, { op: 'addr_add', name: 'eth0', address: `10.0.2.${FIRST_HOST + n}/${LAN_PREFIX}`, broadcast: '10.0.2.255' });
    addRoute(ns, { to: 'default', via: ROUTER, dev: 'eth0' }, false);
  }

  /** A network on the internet, with these public addresses; `nameServer` gives it the LAN's 10.0.2.3 too. */
  attachInternet(ns: NetNs, addresses: readonly string[], nameServer: boolean): void {
    ns.conf6.all.disable_ipv6 = 1;
    card(ns, 'eth0', 0x5255c6336401, (d) => d.plug(this.wan, BACKBONE_BPS, BACKBONE_BPS, WAN_LATENCY_NS));
    for (const a of addresses) addAddress(ns, { op: 'addr_add', name: 'eth0', address: `${a}/32` });
    addRoute(ns, { to: 'default', dev: 'eth0' }, false);
    if (!nameServer) return;
    card(ns, 'eth1', 0x52550a000203, (d) => d.plug(this.lan, LAN_BPS, LAN_BPS, LAN_LATENCY_NS));
    addAddress(ns, { op: 'addr_add', name: 'eth1', address: `${NAME_SERVER}/${LAN_PREFIX}` });
  }
}
