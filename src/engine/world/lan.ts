/**
 * The LAN and what is beyond it. Hosts sit at 10.0.2.15 and up behind a router at 10.0.2.2 that masquerades them; the name server is at
 * 10.0.2.3. On the router's other side is the internet: one or more stacks with public addresses. The router is a stack without a
 * kernel: it only forwards.
 */
import { Segment } from '../net/device.ts';
import { parseIpv4 } from '../net/ipv4.ts';
import { CableStack } from '../net/stack.ts';
import type { NetServices } from '../net/api.ts';

const ip = (text: string): number => parseIpv4(text)!;

export const LAN_NETWORK = '10.0.2.0';
const LAN_PREFIX = 24;
const ROUTER = '10.0.2.2';
export const NAME_SERVER = '10.0.2.3';
const FIRST_HOST = ip('10.0.2.15');
/** The router's address towards the internet (TEST-NET-3). */
const ROUTER_PUBLIC = '203.0.113.1';

/** Gigabit Ethernet at home. */
const LAN_BPS = 125e6;
const LAN_LATENCY_NS = 100_000;
/** A line of 100 Mbit/s down and 40 up, eight milliseconds from everything. */
const DOWN_BPS = 12.5e6;
const UP_BPS = 5e6;
const WAN_LATENCY_NS = 8_000_000;
const BACKBONE_BPS = 1.25e9;

export class Lan {
  readonly router: CableStack;
  private readonly lan = new Segment();
  private readonly wan = new Segment();
  private hosts = 0;

  constructor(services: NetServices) {
    const router = new CableStack(services, 'router');
    this.router = router;
    router.forwarding = true;
    router.setUp(router.loopback, true);
    const inside = router.addDevice('ethernet', 'lan0', '52:55:0a:00:02:02');
    this.lan.attach(inside, LAN_BPS, LAN_BPS, LAN_LATENCY_NS);
    router.setUp(inside, true);
    router.addAddress(inside, ip(ROUTER), LAN_PREFIX);
    const outside = router.addDevice('ethernet', 'wan0', '52:55:cb:00:71:01');
    this.wan.attach(outside, UP_BPS, DOWN_BPS, 0);
    router.setUp(outside, true);
    router.addAddress(outside, ip(ROUTER_PUBLIC), 32);
    router.addRoute(0, 0, undefined, outside);
    router.masquerade.push({ network: ip(LAN_NETWORK), prefix: LAN_PREFIX, except: 'lan0' });
  }

  /** A host's eth0, with the next free address and a default route. */
  attachHost(stack: CableStack): void {
    const n = this.hosts++;
    const eth0 = stack.addDevice('ethernet', 'eth0', `52:54:00:12:34:${(0x56 + n).toString(16)}`);
    this.lan.attach(eth0, LAN_BPS, LAN_BPS, LAN_LATENCY_NS);
    stack.setUp(eth0, true);
    stack.addAddress(eth0, FIRST_HOST + n, LAN_PREFIX);
    stack.addRoute(0, 0, ip(ROUTER), eth0);
  }

  /** A stack on the internet, with these public addresses; `nameServer` gives it the LAN's 10.0.2.3 too. */
  attachInternet(stack: CableStack, addresses: readonly string[], nameServer: boolean): void {
    const eth0 = stack.addDevice('ethernet', 'eth0', '52:55:c6:33:64:01');
    this.wan.attach(eth0, BACKBONE_BPS, BACKBONE_BPS, WAN_LATENCY_NS);
    stack.setUp(eth0, true);
    for (const a of addresses) stack.addAddress(eth0, ip(a), 32);
    stack.addRoute(0, 0, undefined, eth0);
    if (!nameServer) return;
    const eth1 = stack.addDevice('ethernet', 'eth1', '52:55:0a:00:02:03');
    this.lan.attach(eth1, LAN_BPS, LAN_BPS, LAN_LATENCY_NS);
    stack.setUp(eth1, true);
    stack.addAddress(eth1, ip(NAME_SERVER), LAN_PREFIX);
  }
}
