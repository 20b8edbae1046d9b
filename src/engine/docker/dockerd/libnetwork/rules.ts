/**
 * The rules that Docker 28.5 writes: chains when the daemon starts, rules of a bridge network, of an endpoint, of a published port and of
 * a link. Each function gives the steps that make them, or with `add` false those that undo them; order and wording are the real
 * engine's (libnetwork/drivers/bridge/internal/iptabler), compared with its iptables-save by the tests.
 */
import type { NfFamily } from '../../../abi/netfilter.ts';
import type { BridgeConfig } from './bridgeconfig.ts';
import { step } from './iptables.ts';
import type { Op, Step } from './iptables.ts';
import { isLoopback } from './prefix.ts';

/** What the daemon was told about the proxy. */
export interface FirewallOptions {
  /** userland-proxy=false: connections to published ports from the host and from containers are DNATed, too. */
  readonly hairpin: boolean;
}

/** The daemon's own chains of the filter table, in the order in which they are made. */
export const FILTER_CHAINS = ['DOCKER', 'DOCKER-FORWARD', 'DOCKER-BRIDGE', 'DOCKER-CT', 'DOCKER-ISOLATION-STAGE-1', 'DOCKER-ISOLATION-STAGE-2'] as const;

function natJumps(family: NfFamily, hairpin: boolean): readonly [string, string][] {
  const loopback = family === 'ipv4' ? '127.0.0.0/8' : '::1/128';
  return [
    ['PREROUTING', '-m addrtype --dst-type LOCAL -j DOCKER'],
    ['OUTPUT', `${hairpin ? '' : `! -d ${loopback} `}-m addrtype --dst-type LOCAL -j DOCKER`],
  ];
}

/** Jumps that have to go before the daemon's chains can be made anew. */
export function removeJumps(family: NfFamily): Step[] {
  return [
    ...[false, true].flatMap((hairpin) => natJumps(family, hairpin).map(([chain, rule]) => step('nat', 'D', chain, rule))),
    step('filter', 'D', 'FORWARD', '-j DOCKER-FORWARD'),
    step('filter', 'D', 'FORWARD', '-j DOCKER-USER'),
  ];
}

/** Jumps into the daemon's chains; the user's chain comes first. */
export function jumps(family: NfFamily, o: FirewallOptions): Step[] {
  return [
    ...natJumps(family, o.hairpin).map(([chain, rule]) => step('nat', 'A', chain, rule)),
    step('filter', 'I', 'FORWARD', '-j DOCKER-FORWARD'),
    step('filter', 'I', 'DOCKER-FORWARD', '-j DOCKER-BRIDGE'),
    step('filter', 'I', 'DOCKER-FORWARD', '-j DOCKER-ISOLATION-STAGE-1'),
    step('filter', 'I', 'DOCKER-FORWARD', '-j DOCKER-CT'),
    step('filter', 'I', 'FORWARD', '-j DOCKER-USER'),
  ];
}

function internalRules(c: BridgeConfig, prefix: string, add: boolean): Step[] {
  const b = c.bridgeName;
  const [insert, append]: [Op, Op] = add ? ['I', 'A'] : ['D', 'D'];
  return [
    step('filter', insert, 'DOCKER-ISOLATION-STAGE-1', `! -d ${prefix} -i ${b} -j DROP`),
    step('filter', insert, 'DOCKER-ISOLATION-STAGE-1', `! -s ${prefix} -o ${b} -j DROP`),
    step('filter', append, 'DOCKER-FORWARD', `-i ${b} -o ${b} -j ${c.icc ? 'ACCEPT' : 'DROP'}`),
  ];
}

/** Rules of a bridge network with addresses of `prefix`. */
export function networkRules(family: NfFamily, c: BridgeConfig, prefix: string, o: FirewallOptions, add = true): Step[] {
  if (c.internal) return internalRules(c, prefix, add);
  const b = c.bridgeName;
  const mode = family === 'ipv4' ? c.mode4 : c.mode6;
  const routed = mode === 'routed';
  const [insert, append]: [Op, Op] = add ? ['I', 'A'] : ['D', 'D'];
  const snat = c.hostAddress !== '' && family === 'ipv4' ? `SNAT --to-source ${c.hostAddress}` : 'MASQUERADE';
  const steps: Step[] = [];
  if (c.masquerade) {
    if (!routed) steps.push(step('nat', insert, 'POSTROUTING', `-s ${prefix} ! -o ${b} -j ${snat}`));
    if (!o.hairpin) steps.push(step('nat', insert, 'DOCKER', `-i ${b} -j RETURN`));
  }
  steps.push(step('nat', add && o.hairpin ? 'I' : 'D', 'POSTROUTING', `-o ${b} -m addrtype --src-type LOCAL -j ${snat}`));
  if (!c.icc) steps.push(step('filter', append, 'DOCKER-FORWARD', `-i ${b} -o ${b} -j DROP`));
  if (routed) steps.push(step('filter', append, 'DOCKER', `-o ${b} -p ${family === 'ipv4' ? 'icmp' : 'ipv6-icmp'} -j ACCEPT`));
  steps.push(
    step('filter', append, 'DOCKER-FORWARD', c.icc ? `-i ${b} -j ACCEPT` : `-i ${b} ! -o ${b} -j ACCEPT`),
    step('filter', append, 'DOCKER', `! -i ${b} -o ${b} -j ${mode === 'nat-unprotected' ? 'ACCEPT' : 'DROP'}`),
    step('filter', append, 'DOCKER-CT', `-o ${b} -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT`),
    step('filter', append, 'DOCKER-BRIDGE', `-o ${b} -j DOCKER`),
  );
  if (routed) {
    steps.push(
      step('filter', insert, 'DOCKER-ISOLATION-STAGE-1', `-o ${b} -j RETURN`),
      step('filter', insert, 'DOCKER-ISOLATION-STAGE-1', `-i ${b} -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT`),
    );
  }
  steps.push(step('filter', append, 'DOCKER-ISOLATION-STAGE-1', `-i ${b} ! -o ${b} -j DOCKER-ISOLATION-STAGE-2`), step('filter', insert, 'DOCKER-ISOLATION-STAGE-2', `-o ${b} -j DROP`));
  return steps;
}

/** Nobody from outside reaches a container by its own address, unless the network's gateway mode allows it. */
export function endpointRules(family: NfFamily, c: BridgeConfig, address: string, add = true): Step[] {
  const mode = family === 'ipv4' ? c.mode4 : c.mode6;
  if (c.internal || mode === 'routed' || mode === 'nat-unprotected') return [];
  const host = `${address}/${family === 'ipv4' ? 32 : 128}`;
  const op = add ? 'A' : 'D';
  return [...c.trustedInterfaces.map((name) => step('raw', op, 'PREROUTING', `-d ${host} -i ${name} -j ACCEPT`)), step('raw', op, 'PREROUTING', `-d ${host} ! -i ${c.bridgeName} -j DROP`)];
}

export interface PortRule {
  readonly protocol: string;
  readonly hostIp: string;
  /** 0: no NAT. */
  readonly hostPort: number;
  readonly containerIp: string;
  readonly containerPort: number;
}

/** Rules of a published port. A port of the host's IPv6 address for a container that has none is the proxy's affair alone. */
export function portRules(c: BridgeConfig, p: PortRule, o: FirewallOptions, add = true): Step[] {
  if (c.internal) return [];
  const v4 = !p.containerIp.includes(':');
  const host4 = !p.hostIp.includes(':');
  const [insert, append]: [Op, Op] = add ? ['I', 'A'] : ['D', 'D'];
  const b = c.bridgeName;
  const steps: Step[] = [];
  if (p.hostPort !== 0 && host4 && isLoopback(p.hostIp)) steps.push(step('raw', append, 'PREROUTING', `-d ${p.hostIp}/32 ! -i lo -p ${p.protocol} --dport ${p.hostPort} -j DROP`));
  if (v4 !== host4) return steps;
  const any = p.hostIp === '0.0.0.0' || p.hostIp === '::';
  const width = v4 ? 32 : 128;
  if (p.hostPort !== 0) {
    const to = v4 ? `${p.containerIp}:${p.containerPort}` : `[${p.containerIp}]:${p.containerPort}`;
    const words = [...(v4 ? [] : ['! -s fe80::/10']), ...(any ? [] : [`-d ${p.hostIp}/${width}`]), ...(o.hairpin ? [] : [`! -i ${b}`]), `-p ${p.protocol} --dport ${p.hostPort} -j DNAT --to-destination ${to}`];
    steps.push(step('nat', append, 'DOCKER', words.join(' ')));
    const self = `-s ${p.containerIp}/${width} -d ${p.containerIp}/${width} -p ${p.protocol} --dport ${p.containerPort} -j MASQUERADE`;
    steps.push(step('nat', add && o.hairpin ? 'A' : 'D', 'POSTROUTING', self));
  }
  if ((v4 ? c.mode4 : c.mode6) !== 'nat-unprotected') steps.push(step('filter', insert, 'DOCKER', `-d ${p.containerIp}/${width} ! -i ${b} -o ${b} -p ${p.protocol} --dport ${p.containerPort} -j ACCEPT`));
  return steps;
}

/** Where containers of a network may not speak to each other, a link opens the ports that the other one exposes. */
export function linkRules(c: BridgeConfig, parent: string, child: string, ports: readonly string[], add = true): Step[] {
  const b = c.bridgeName;
  return ports.flatMap((port) => {
    const [number, protocol = 'tcp'] = port.split('/');
    return [
      step('filter', add ? 'A' : 'D', 'DOCKER', `-s ${parent}/32 -d ${child}/32 -i ${b} -o ${b} -p ${protocol} --dport ${number} -j ACCEPT`),
      step('filter', add ? 'A' : 'D', 'DOCKER', `-s ${child}/32 -d ${parent}/32 -i ${b} -o ${b} -p ${protocol} --sport ${number} -j ACCEPT`),
    ];
  });
}
