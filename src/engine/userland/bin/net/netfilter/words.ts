/** How rules' values read: states, ICMP types, reject types, log levels, TCP flags (iptables-extensions(8)), and the errors of the parser. */
import type { NetDb } from '../../../libc/netdb.ts';
import type { Accounts } from '../../../libc/passwd.ts';
import type { AddrTypeName, CtStateName, NfFamily, PortRange } from '../../../../abi/netfilter.ts';

/** A mistake on the command line. `status` 2 adds the line that points to the help. */
export class RuleError {
  readonly message: string;
  readonly status: number;
  /** Printed without the program's name and version. */
  readonly bare: boolean;
  constructor(message: string, status = 2, bare = false) {
    this.message = message;
    this.status = status;
    this.bare = bare;
  }
}

/** What names are looked up in, and whose rules these are. */
export interface Context {
  readonly family: NfFamily;
  readonly db: NetDb;
  readonly accounts: Accounts;
  /** -n: numbers as they are. */
  readonly numeric: boolean;
  /** Names of addresses that were looked up. */
  readonly hosts: ReadonlyMap<string, string>;
}

/** In the order of their bits, which is that of the texts. */
export const CT_STATES: readonly CtStateName[] = ['INVALID', 'NEW', 'RELATED', 'ESTABLISHED', 'UNTRACKED', 'SNAT', 'DNAT'];
export const STATES: readonly CtStateName[] = ['INVALID', 'NEW', 'RELATED', 'ESTABLISHED', 'UNTRACKED'];
export const ADDR_TYPES: readonly AddrTypeName[] = ['UNSPEC', 'UNICAST', 'LOCAL', 'BROADCAST', 'ANYCAST', 'MULTICAST', 'BLACKHOLE', 'UNREACHABLE', 'PROHIBIT'];
export const TCP_FLAGS = ['FIN', 'SYN', 'RST', 'PSH', 'ACK', 'URG'] as const;
export const LOG_LEVELS = ['emerg', 'alert', 'crit', 'error', 'warn', 'notice', 'info', 'debug'] as const;
const LOG_ALIASES: Readonly<Record<string, number>> = { panic: 0, emerg: 0, alert: 1, crit: 2, err: 3, error: 3, warning: 4, warn: 4, notice: 5, info: 6, debug: 7 };

export function logLevel(text: string): number {
  const n = /^\d+$/.test(text) ? Number(text) : LOG_ALIASES[text.toLowerCase()];
  if (n === undefined || n > 7) throw new RuleError(`log level "${text}" unknown\n`);
  return n;
}

/** ICMP types by name: [name, type, code]. */
const ICMP: readonly (readonly [string, number, number?])[] = [
  ['any', 255], ['echo-reply', 0], ['destination-unreachable', 3], ['network-unreachable', 3, 0], ['host-unreachable', 3, 1], ['protocol-unreachable', 3, 2], ['port-unreachable', 3, 3],
  ['fragmentation-needed', 3, 4], ['source-route-failed', 3, 5], ['network-unknown', 3, 6], ['host-unknown', 3, 7], ['network-prohibited', 3, 9], ['host-prohibited', 3, 10],
  ['communication-prohibited', 3, 13], ['source-quench', 4], ['redirect', 5], ['network-redirect', 5, 0], ['host-redirect', 5, 1], ['echo-request', 8], ['router-advertisement', 9],
  ['router-solicitation', 10], ['time-exceeded', 11], ['ttl-zero-during-transit', 11, 0], ['ttl-zero-during-reassembly', 11, 1], ['parameter-problem', 12], ['timestamp-request', 13],
  ['timestamp-reply', 14], ['address-mask-request', 17], ['address-mask-reply', 18],
];
const ICMP_ALIASES: Readonly<Record<string, string>> = { pong: 'echo-reply', ping: 'echo-request', 'ttl-exceeded': 'time-exceeded' };
const ICMP6: readonly (readonly [string, number, number?])[] = [
  ['destination-unreachable', 1], ['no-route', 1, 0], ['communication-prohibited', 1, 1], ['address-unreachable', 1, 3], ['port-unreachable', 1, 4], ['packet-too-big', 2], ['time-exceeded', 3],
  ['ttl-zero-during-transit', 3, 0], ['ttl-zero-during-reassembly', 3, 1], ['parameter-problem', 4], ['echo-request', 128], ['echo-reply', 129], ['router-solicitation', 133],
  ['router-advertisement', 134], ['neighbour-solicitation', 135], ['neighbour-advertisement', 136], ['redirect', 137],
];

export function parseIcmp(text: string, family: NfFamily): { type: number; code?: number } {
  const table = family === 'ipv6' ? ICMP6 : ICMP;
  const name = (ICMP_ALIASES[text] ?? text).replace('neighbor', 'neighbour');
  const exact = table.find(([n]) => n === name) ?? (table.filter(([n]) => n.startsWith(name)).length === 1 ? table.find(([n]) => n.startsWith(name)) : undefined);
  if (exact !== undefined) return exact[2] === undefined ? { type: exact[1] } : { type: exact[1], code: exact[2] };
  const m = /^(\d+)(?:\/(\d+))?$/.exec(text);
  const kind = family === 'ipv6' ? 'ICMPv6' : 'ICMP';
  if (m === null) throw new RuleError(`Unknown ${kind} type \`${text}'`);
  if (Number(m[1]) > 255) throw new RuleError(`Invalid ${kind} type \`${m[1]!}'\n`);
  return m[2] === undefined ? { type: Number(m[1]) } : { type: Number(m[1]), code: Number(m[2]) };
}

/** The name of a type; undefined when it has none. */
export function icmpName(type: number, code: number | undefined, family: NfFamily): string | undefined {
  return (family === 'ipv6' ? ICMP6 : ICMP).find(([, t, c]) => t === type && c === code)?.[0];
}

const REJECT_V4 = ['icmp-net-unreachable', 'icmp-host-unreachable', 'icmp-proto-unreachable', 'icmp-port-unreachable', 'icmp-net-prohibited', 'icmp-host-prohibited', 'tcp-reset', 'icmp-admin-prohibited'];
const REJECT_V4_ALIASES: Readonly<Record<string, string>> = { 'net-unreach': REJECT_V4[0]!, 'host-unreach': REJECT_V4[1]!, 'proto-unreach': REJECT_V4[2]!, 'port-unreach': REJECT_V4[3]!, 'net-prohib': REJECT_V4[4]!, 'host-prohib': REJECT_V4[5]!, 'tcp-rst': 'tcp-reset', 'admin-prohib': REJECT_V4[7]! };
const REJECT_V6 = ['icmp6-no-route', 'icmp6-adm-prohibited', 'icmp6-addr-unreachable', 'icmp6-port-unreachable', 'tcp-reset', 'icmp6-policy-fail', 'icmp6-reject-route'];
const REJECT_V6_ALIASES: Readonly<Record<string, string>> = { 'no-route': REJECT_V6[0]!, 'adm-prohibited': REJECT_V6[1]!, 'addr-unreach': REJECT_V6[2]!, 'port-unreach': REJECT_V6[3]!, 'policy-fail': REJECT_V6[5]!, 'reject-route': REJECT_V6[6]! };

export function rejectType(text: string, family: NfFamily): string {
  const names = family === 'ipv6' ? REJECT_V6 : REJECT_V4;
  const aliases = family === 'ipv6' ? REJECT_V6_ALIASES : REJECT_V4_ALIASES;
  const found = text === '' ? undefined : (names.find((n) => n.startsWith(text)) ?? aliases[Object.keys(aliases).find((a) => a.startsWith(text)) ?? '']);
  if (found === undefined) throw new RuleError(`unknown reject type "${text}"`);
  return found;
}

export function defaultReject(family: NfFamily): string {
  return family === 'ipv6' ? 'icmp6-port-unreachable' : 'icmp-port-unreachable';
}

/** A port by number or name. */
export function parsePort(text: string, c: Context, proto?: string): number {
  const n = /^(0x[0-9a-fA-F]+|\d+)$/.test(text) ? Number(text) : c.db.port(text, proto);
  if (n === undefined || n > 65535) throw new RuleError(`invalid port/service \`${text}' specified`);
  return n;
}

/** 'A', 'A:B', ':B', 'A:'. */
export function parsePorts(text: string, c: Context, proto?: string): PortRange {
  const colon = text.indexOf(':');
  if (colon < 0) {
    const n = parsePort(text, c, proto);
    return { from: n, to: n };
  }
  const from = colon === 0 ? 0 : parsePort(text.slice(0, colon), c, proto);
  const to = colon === text.length - 1 ? 65535 : parsePort(text.slice(colon + 1), c, proto);
  if (from > to) throw new RuleError('invalid portrange (min > max)');
  return { from, to };
}

export function portText(port: number, c: Context, proto?: string): string {
  return (c.numeric ? undefined : c.db.service(port, proto)) ?? String(port);
}

/** A number in decimal, hexadecimal or octal. */
export function parseNumber(text: string): number | undefined {
  if (/^0[xX][0-9a-fA-F]+$/.test(text)) return Number(text);
  if (/^0[0-7]+$/.test(text)) return parseInt(text, 8);
  return /^\d+$/.test(text) ? Number(text) : undefined;
}

export function hex(n: number): string {
  return `0x${(n >>> 0).toString(16)}`;
}

/** A word of iptables-save: quoted when it holds anything but plain characters. */
export function saveString(text: string): string {
  return /^[A-Za-z0-9_-]+$/.test(text) ? text : `"${text.replace(/[\\"']/g, '\\$&')}"`;
}
