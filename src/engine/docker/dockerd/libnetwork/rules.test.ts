/** The daemon's rules beside what the real engine's iptables-save printed (conformance/docker/net-rules-*.out), table by table and in order. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { bridgeConfig } from './bridgeconfig.ts';
import { parseRule } from './iptables.ts';
import type { Step } from './iptables.ts';
import { endpointRules, jumps, networkRules, portRules } from './rules.ts';
import type { PortRule } from './rules.ts';

const OPTIONS = { hairpin: false };
const CHAINS: Readonly<Record<string, readonly string[]>> = {
  raw: ['PREROUTING', 'OUTPUT'],
  nat: ['PREROUTING', 'OUTPUT', 'POSTROUTING', 'DOCKER'],
  filter: ['FORWARD', 'DOCKER', 'DOCKER-BRIDGE', 'DOCKER-CT', 'DOCKER-FORWARD', 'DOCKER-ISOLATION-STAGE-1', 'DOCKER-ISOLATION-STAGE-2', 'DOCKER-USER'],
};

/** Tables of rules as texts, changed as netfilter would. */
class Tables {
  private readonly chains = new Map<string, string[]>();

  apply(steps: readonly Step[]): this {
    for (const s of steps) {
      parseRule(s.rule);
      const key = `${s.table} ${s.chain}`;
      const list = this.chains.get(key) ?? [];
      const rule = s.rule.replace(/-p (tcp|udp) (?=--)/, '-p $1 -m $1 ');
      this.chains.set(key, list);
      const at = list.indexOf(rule);
      if (s.op === 'D' && at >= 0) list.splice(at, 1);
      else if (s.op === 'A' && at < 0) list.push(rule);
      else if (s.op === 'I' && at < 0) list.unshift(rule);
    }
    return this;
  }

  save(): string {
    const out: string[] = [];
    for (const [table, chains] of Object.entries(CHAINS)) {
      out.push(`*${table}`, ...chains.filter((c) => c.startsWith('DOCKER')).map((c) => `:${c} -`));
      for (const c of chains) out.push(...(this.chains.get(`${table} ${c}`) ?? []).map((r) => `-A ${c} ${r}`));
    }
    return out.join('\n');
  }
}

/** The sections of a recorded case. */
function recorded(name: string): Record<string, string> {
  const text = readFileSync(`conformance/docker/net-rules-${name}.out`, 'latin1');
  return Object.fromEntries(text.split(/^## /m).slice(1).map((s) => [s.slice(0, s.indexOf('\n')), s.slice(s.indexOf('\n') + 1).replace(/\n(?![-*:])[^]*$/, '')]));
}

const docker0 = bridgeConfig('0'.repeat(64), { 'com.docker.network.bridge.name': 'docker0' }, false);
const network = (options: Record<string, string>, internal = false, name = 'br-aa') => bridgeConfig('1'.repeat(64), { 'com.docker.network.bridge.name': name, ...Object.fromEntries(Object.entries(options).map(([k, v]) => [k.includes('.') ? k : `com.docker.network.bridge.${k}`, v])) }, internal);
const start = (): Tables => new Tables().apply(jumps('ipv4', OPTIONS)).apply(networkRules('ipv4', docker0, '172.17.0.0/16', OPTIONS));
const port = (more: Partial<PortRule> = {}): PortRule => ({ protocol: 'tcp', hostIp: '0.0.0.0', hostPort: 8080, containerIp: '172.17.0.2', containerPort: 80, ...more });

test('a fresh daemon, a container, its published ports, and nothing of them afterwards', () => {
  expect(start().save()).toBe(recorded('container')['removed']);
  const running = start().apply(endpointRules('ipv4', docker0, '172.17.0.2'));
  expect(running.save()).toBe(recorded('container')['running']);
  expect(running.apply(portRules(docker0, port(), OPTIONS)).apply(portRules(docker0, port({ hostIp: '::' }), OPTIONS)).save()).toBe(recorded('port')['published']);
  expect(running.apply(portRules(docker0, port(), OPTIONS, false)).apply(endpointRules('ipv4', docker0, '172.17.0.2', false)).save()).toBe(recorded('port')['removed']);
});

test('UDP, addresses of the host and ranges', () => {
  const container = (): Tables => start().apply(endpointRules('ipv4', docker0, '172.17.0.2'));
  const udp = { protocol: 'udp', hostPort: 5353, containerPort: 53 };
  expect(container().apply(portRules(docker0, port(udp), OPTIONS)).save()).toBe(recorded('udp')['published']);
  const local = { hostIp: '127.0.0.1' };
  expect(container().apply([port({ ...udp, ...local }), port(local)].flatMap((p) => portRules(docker0, p, OPTIONS))).save()).toBe(recorded('host-bound')['published']);
  expect(container().apply(portRules(docker0, port({ hostIp: '172.17.0.1' }), OPTIONS)).save()).toBe(recorded('host-bound')['bridge-address']);
  expect(container().apply([0, 1, 2].flatMap((i) => portRules(docker0, port({ hostPort: 9000 + i, containerPort: 80 + i }), OPTIONS))).save()).toBe(recorded('range')['range']);
});

test('user networks: two of them, internal, without talk among containers, without masquerading, with SNAT', () => {
  const bb = network({}, false, 'br-bb');
  const two = start().apply(networkRules('ipv4', network({}), '10.6.0.0/24', OPTIONS)).apply(networkRules('ipv4', bb, '10.7.0.0/24', OPTIONS));
  expect(two.save()).toBe(recorded('two-networks')['two']);
  expect(two.apply(networkRules('ipv4', network({}), '10.6.0.0/24', OPTIONS, false)).save()).toBe(recorded('two-networks')['one']);
  expect(two.apply(networkRules('ipv4', bb, '10.7.0.0/24', OPTIONS, false)).save()).toBe(recorded('two-networks')['none']);
  const cases: [string, string, Record<string, string>, boolean, string][] = [
    ['internal', 'internal', {}, true, 'br-in'],
    ['internal-icc-off', 'internal', { enable_icc: 'false' }, true, 'br-in'],
    ['icc-off', 'icc-off', { enable_icc: 'false' }, false, 'br-aa'],
    ['masquerade-off', 'masquerade-off', { enable_ip_masquerade: 'false' }, false, 'br-aa'],
    ['host-address', 'snat', { 'com.docker.network.host_ipv4': '192.0.2.1' }, false, 'br-aa'],
    ['routed', 'running', { gateway_mode_ipv4: 'routed' }, false, 'br-aa'],
    ['nat-unprotected', 'running', { gateway_mode_ipv4: 'nat-unprotected' }, false, 'br-aa'],
    ['isolated', 'running', { gateway_mode_ipv4: 'isolated' }, true, 'br-aa'],
    ['trusted', 'running', { trusted_host_interfaces: 'eth0:eth1' }, false, 'br-aa'],
  ];
  for (const [name, section, options, internal, bridge] of cases) {
    const c = network(options, internal, bridge);
    const tables = start().apply(networkRules('ipv4', c, '10.6.0.0/24', OPTIONS));
    const with80 = ['icc-off', 'masquerade-off', 'routed', 'nat-unprotected', 'internal'].includes(name);
    if (with80 || ['isolated', 'trusted'].includes(name)) tables.apply(endpointRules('ipv4', c, '10.6.0.2'));
    if (with80) tables.apply(portRules(c, port({ containerIp: '10.6.0.2', hostPort: name === 'routed' ? 0 : 8080 }), OPTIONS));
    expect(tables.save(), name).toBe(recorded(name)[section]);
  }
});
