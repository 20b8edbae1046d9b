/** ip rule (ip-rule(8)): list, add, del, flush. Left out: not, tos, uid ranges, ports, goto, l3mdev. */
import { withoutFullLength } from '../../../libc/netaddr.ts';
import { readPrefix } from './address.ts';
import { Args, IpError, invarg, matches, number, tableName, tableNumber } from './common.ts';
import type { RuleInfo, RuleSpec } from '../../../../abi/netlink.ts';
import type { Task } from '../../../../abi/sys.ts';
import type { Ip } from './common.ts';

const HELP = `Usage: ip rule { add | del } SELECTOR ACTION
       ip rule flush
       ip rule [ list ]
SELECTOR := [ from PREFIX ] [ to PREFIX ] [ fwmark FWMARK[/MASK] ]
            [ iif STRING ] [ oif STRING ] [ pref NUMBER ]
ACTION := [ table TABLE_ID | unreachable | blackhole | prohibit ]
TABLE_ID := [ local | main | default | NUMBER ]
`;

export function* rule(ip: Ip, args: Args): Task<void> {
  const verb = args.take() ?? 'list';
  if (matches(verb, 'list', 'lst', 'show')) return yield* list(ip);
  if (matches(verb, 'add')) return yield* modify(ip, args, 'rule_add');
  if (matches(verb, 'delete')) return yield* modify(ip, args, 'rule_del');
  if (matches(verb, 'flush')) {
    for (const r of yield* rules(ip)) if (r.priority !== 0) yield* ip.request({ ...r, op: 'rule_del' });
    return;
  }
  if (matches(verb, 'help')) throw new IpError(HELP, 255);
  throw new IpError(`Command "${verb}" is unknown, try "ip rule help".\n`, 255);
}

function* rules(ip: Ip): Task<RuleInfo[]> {
  const family = ip.o.family === 'inet6' ? 'inet6' : 'inet';
  return ((yield* ip.request({ op: 'rule_dump' })).rules ?? []).filter((r) => (r.family ?? 'inet') === family);
}

function text(r: RuleInfo): string {
  let out = `${r.priority}:\tfrom ${r.from === undefined ? 'all' : withoutFullLength(r.from)} `;
  if (r.to !== undefined) out += `to ${withoutFullLength(r.to)} `;
  if (r.fwmark !== undefined) out += `fwmark 0x${r.fwmark.toString(16)}${r.fwmask === undefined || r.fwmask === 0xffffffff ? '' : `/0x${r.fwmask.toString(16)}`} `;
  if (r.iif !== undefined) out += `iif ${r.iif} `;
  if (r.oif !== undefined) out += `oif ${r.oif} `;
  return out + (r.action === undefined || r.action === 'lookup' ? `lookup ${tableName(r.table ?? 254)}` : r.action);
}

function* list(ip: Ip): Task<void> {
  const all = yield* rules(ip);
  if (ip.o.json) return yield* ip.json(all.map((r) => ({ priority: r.priority, src: r.from === undefined ? 'all' : withoutFullLength(r.from), dst: r.to, iif: r.iif, oif: r.oif, fwmark: r.fwmark === undefined ? undefined : `0x${r.fwmark.toString(16)}`, table: r.action === undefined || r.action === 'lookup' ? tableName(r.table ?? 254) : undefined, action: r.action === 'lookup' ? undefined : r.action })));
  for (const r of all) yield* ip.out.write(`${text(r)}\n`);
}

function* modify(ip: Ip, args: Args, op: 'rule_add' | 'rule_del'): Task<void> {
  const r: { -readonly [K in keyof RuleSpec]?: RuleSpec[K] } = {};
  for (let word = args.take(); word !== undefined; word = args.take()) {
    if (word === 'from' || word === 'to') {
      const prefix = args.next();
      if (prefix !== 'all' && prefix !== 'any' && prefix !== 'default') r[word] = readPrefix(prefix).text;
    } else if (matches(word, 'preference', 'order', 'priority')) r.priority = number(args.next(), 'preference value is invalid');
    else if (word === 'fwmark') {
      const [mark = '', mask] = args.next().split('/');
      r.fwmark = number(mark, 'fwmark value is invalid');
      if (mask !== undefined) r.fwmask = number(mask, 'fwmask value is invalid');
    } else if (matches(word, 'table') || word === 'lookup') {
      const t = args.next();
      const n = tableNumber(t);
      if (n === undefined) throw invarg(t, 'invalid table ID');
      r.table = n;
    } else if (word === 'iif' || word === 'dev') r.iif = args.next();
    else if (word === 'oif') r.oif = args.next();
    else if (word === 'unreachable' || word === 'blackhole' || word === 'prohibit') r.action = word;
    else if (word === 'type') continue;
    else if (word === 'not' || word === 'tos' || word === 'uidrange' || word === 'ipproto' || word === 'sport' || word === 'dport' || word === 'goto' || word === 'l3mdev' || word === 'nat') throw new IpError(`glasshull: ip rule ${word} is not simulated\n`);
    else if (matches(word, 'help')) throw new IpError(HELP, 255);
    else throw new IpError(`Failed to parse rule type\n`, 255);
  }
  const v6 = ip.o.family === 'inet6' || [r.from, r.to].some((a) => a?.includes(':') === true);
  const table = op === 'rule_add' && r.table === undefined && r.action === undefined ? { table: 254 } : {};
  yield* ip.request({ op, ...r, ...table, family: v6 ? 'inet6' : 'inet' });
}
