/** Rules and chains as iptables-save, -S and -L print them (1.8.9, nf_tables). */
import { withoutFullLength } from '../../../libc/netaddr.ts';
import { listMatch, saveMatch } from './matches.ts';
import { protocolNumber } from './values.ts';
import { listTarget, saveTarget, targetName } from './targets.ts';
import type { Invertible, NfChainInfo, NfCounters, NfRule, NfTable } from '../../../../abi/netfilter.ts';
import type { Command } from './ruleparse.ts';
import type { Context } from './words.ts';

/** Tables in the order of iptables-save. */
export const SAVE_ORDER: readonly NfTable[] = ['mangle', 'security', 'raw', 'filter', 'nat'];
const HOOKS = ['PREROUTING', 'INPUT', 'FORWARD', 'OUTPUT', 'POSTROUTING'];

/** Built-in chains by hook, the others by name. */
export function sortChains(chains: readonly NfChainInfo[]): NfChainInfo[] {
  const rank = (c: NfChainInfo): number => (c.hook === undefined ? 9 : HOOKS.indexOf(c.hook));
  return [...chains].sort((a, b) => rank(a) - rank(b) || (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
}

function addressOption(letter: string, v: Invertible<string> | undefined): string {
  return v === undefined ? '' : `${v.not === true ? ' !' : ''} -${letter} ${v.value}`;
}

function protocolText(v: Invertible<string>, c: Context): string {
  if (!/^\d+$/.test(v.value)) return v.value === 'icmpv6' ? 'ipv6-icmp' : v.value;
  return c.db.protocolName(Number(v.value)) ?? v.value;
}

/** `-A CHAIN ...`, with counters where -v or -c put them. */
export function saveRule(chain: string, rule: NfRule, c: Context, counters?: NfCounters): string {
  let out = `-A ${chain}${addressOption('s', rule.source)}${addressOption('d', rule.destination)}${addressOption('i', rule.in)}${addressOption('o', rule.out)}`;
  if (rule.protocol !== undefined) out += `${rule.protocol.not === true ? ' !' : ''} -p ${protocolText(rule.protocol, c)}`;
  if (rule.fragment !== undefined) out += `${rule.fragment.not === true ? ' !' : ''} -f`;
  for (const m of rule.matches) out += saveMatch(m, c);
  if (counters !== undefined) out += ` -c ${counters.packets} ${counters.bytes}`;
  return rule.target === undefined ? out : out + saveTarget(rule.target);
}

/** -S of these chains. */
export function listRules(chains: readonly NfChainInfo[], o: Command, c: Context): string {
  let out = '';
  if (o.index === undefined) {
    for (const chain of chains) {
      if (chain.policy === undefined) out += `-N ${chain.name}\n`;
      else out += `-P ${chain.name} ${chain.policy}${o.verbose ? ` -c ${chain.counters.packets} ${chain.counters.bytes}` : ''}\n`;
    }
  }
  for (const chain of chains) {
    chain.rules.forEach((rule, i) => {
      if (o.index === undefined || o.index === i + 1) out += `${saveRule(chain.name, rule, c, o.verbose ? rule.counters : undefined)}\n`;
    });
  }
  return out;
}

/** A counter of at most five columns, unless -x asks for all of it. */
function count(n: number, exact: boolean): string {
  if (exact) return `${String(n).padStart(8)} `;
  if (n <= 99999) return `${String(n).padStart(5)} `;
  let value = n;
  for (const unit of ['K', 'M', 'G']) {
    value = Math.floor((value + 500) / 1000);
    if (value <= 9999) return `${String(value).padStart(4)}${unit} `;
  }
  return `${String(Math.floor((value + 500) / 1000)).padStart(4)}T `;
}

function host(v: Invertible<string> | undefined, c: Context): string {
  if (v === undefined) return c.numeric ? (c.family === 'ipv6' ? '::/0' : '0.0.0.0/0') : 'anywhere';
  const text = withoutFullLength(v.value);
  return c.numeric ? text : (c.hosts.get(text) ?? text);
}

function listProtocol(v: Invertible<string> | undefined, c: Context): string {
  if (v === undefined) return c.numeric ? '0' : 'all';
  return c.numeric ? String(protocolNumber(v.value, c)) : protocolText(v, c);
}

function interfaces(rule: NfRule, c: Context): string {
  const name = (v: Invertible<string> | undefined): string => (v === undefined ? (c.numeric ? '*' : 'any') : `${v.not === true ? '!' : ''}${v.value}`);
  return ` ${name(rule.in).padEnd(6)} ${name(rule.out).padEnd(6)} `;
}

/** A line of -L. */
export function listRule(rule: NfRule & { readonly counters: NfCounters }, number: number, o: Command, c: Context): string {
  let out = o.lineNumbers ? `${String(number).padEnd(4)} ` : '';
  if (o.verbose) out += count(rule.counters.packets, o.exact) + count(rule.counters.bytes, o.exact);
  out += `${targetName(rule.target).padEnd(9)} ${rule.protocol?.not === true ? '!' : ' '}${listProtocol(rule.protocol, c).padEnd(4)} `;
  if (c.family === 'ipv4') out += `${rule.fragment?.not === true ? '!' : '-'}${rule.fragment === undefined ? '-' : 'f'} `;
  else out += '-- ';
  if (o.verbose) out += interfaces(rule, c);
  out += `${rule.source?.not === true ? '!' : ' '}${host(rule.source, c).padEnd(19)} ${rule.destination?.not === true ? '!' : ' '}${host(rule.destination, c).padEnd(19)} `;
  if (rule.target?.name === 'chain' && rule.target.goto === true) out += '[goto] ';
  for (const m of rule.matches) out += listMatch(m, c);
  return out + (rule.target === undefined ? '' : listTarget(rule.target, c));
}

/** Rules that jump to a chain, in the whole table. */
function references(name: string, all: readonly NfChainInfo[]): number {
  return all.reduce((n, chain) => n + chain.rules.filter((r) => r.target?.name === 'chain' && r.target.chain === name).length, 0);
}

/** -L of these chains; `all` are those of the table. */
export function listChains(chains: readonly NfChainInfo[], all: readonly NfChainInfo[], o: Command, c: Context): string {
  if (o.index !== undefined) {
    const rule = chains[0]?.rules[o.index - 1];
    return rule === undefined ? '' : `${listRule(rule, o.index, o, c)}\n`;
  }
  return chains
    .map((chain) => {
      let out = `Chain ${chain.name} (`;
      if (chain.policy === undefined) out += `${references(chain.name, all)} references)\n`;
      else out += `policy ${chain.policy}${o.verbose ? ` ${shortCount(chain.counters.packets, o.exact)} packets, ${shortCount(chain.counters.bytes, o.exact)} bytes` : ''})\n`;
      if (o.lineNumbers) out += 'num  ';
      if (o.verbose) out += o.exact ? `${'pkts'.padStart(8)} ${'bytes'.padStart(10)} ` : `${'pkts'.padStart(5)} ${'bytes'.padStart(5)} `;
      out += 'target     prot opt ';
      if (o.verbose) out += 'in     out    ';
      out += `${o.verbose ? ' ' : ''}source               destination         \n`;
      chain.rules.forEach((rule, i) => (out += `${listRule(rule, i + 1, o, c)}\n`));
      return out;
    })
    .join('\n');
}

function shortCount(n: number, exact: boolean): string {
  return exact ? String(n) : count(n, false).trim();
}

/** A rule as -v shows what was done to it. */
export function verboseRule(rule: NfRule, c: Context): string {
  const any = c.family === 'ipv6' ? '::/0' : '0.0.0.0/0';
  const side = (v: Invertible<string> | undefined): string => `${v?.not === true ? '!' : ' '}${v === undefined ? any : withoutFullLength(v.value)}`;
  const name = (v: Invertible<string> | undefined): string => (v === undefined ? '*' : `${v.not === true ? '!' : ''}${v.value}`);
  let out = `${targetName(rule.target)} ${rule.protocol?.not === true ? '!' : ' '}${rule.protocol === undefined ? 'all' : protocolText(rule.protocol, c)} opt ${rule.fragment?.not === true ? '!' : '-'}${rule.fragment === undefined ? '-' : 'f'} in ${name(rule.in)} out ${name(rule.out)} ${side(rule.source)}  ->${side(rule.destination)}  `;
  if (rule.target?.name === 'chain' && rule.target.goto === true) out += '[goto] ';
  for (const m of rule.matches) out += listMatch(m, c);
  return `${out}${rule.target === undefined ? '' : listTarget(rule.target, c)}\n`;
}
