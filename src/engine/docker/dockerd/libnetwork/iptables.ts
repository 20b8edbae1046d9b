/**
 * Rules as iptables' command line has them, for the daemon: the words are turned into netfilter's requests. The real daemon executes
 * iptables for each of its rules; here one message carries all the changes of a table, and each rule is told to who traces.
 *
 * As the real one, it programs a rule only when it is not there yet and deletes only what is there; what it made is remembered, and what
 * stands in the built-in chains when it starts is read once. A rule that somebody else deleted meanwhile is no error.
 */
import { errnoName } from '../../../abi/errno.ts';
import type { NfChange, NfFamily, NfMatch, NfRule, NfTable, NfTarget } from '../../../abi/netfilter.ts';
import type { RouteReply } from '../../../abi/netlink.ts';
import type { Sys, Task } from '../../../abi/sys.ts';
import { routeAnswer } from '../../../userland/libc/rtnetlink.ts';
import { system } from '../errors.ts';

/** What is done to a rule: -A, -I (at the top) or -D. */
export type Op = 'A' | 'I' | 'D';

/** One rule to be made or deleted: table, what, chain, the words of the rule. */
export interface Step {
  readonly table: NfTable;
  readonly op: Op;
  readonly chain: string;
  readonly rule: string;
}

export function step(table: NfTable, op: Op, chain: string, rule: string): Step {
  return { table, op, chain, rule };
}

/** The words of a rule as netfilter's record. */
export function parseRule(text: string): NfRule {
  const rule: { -readonly [K in keyof NfRule]: NfRule[K] } = { matches: [] };
  const matches: NfMatch[] = [];
  let ports: { name: 'tcp' | 'udp'; sport?: { value: { from: number; to: number } }; dport?: { value: { from: number; to: number } } } | undefined;
  const words = text.split(' ');
  let not = false;
  for (let i = 0; i < words.length; i++) {
    const w = words[i]!;
    if (w === '!') {
      not = true;
      continue;
    }
    const value = words[++i]!;
    const inverted = <T>(v: T): { value: T; not?: boolean } => (not ? { value: v, not: true } : { value: v });
    if (w === '-i') rule.in = inverted(value);
    else if (w === '-o') rule.out = inverted(value);
    else if (w === '-s') rule.source = inverted(value);
    else if (w === '-d') rule.destination = inverted(value);
    else if (w === '-p') {
      rule.protocol = inverted(value);
      if (value === 'tcp' || value === 'udp') ports = { name: value };
    } else if (w === '--dport' || w === '--sport') {
      const range = { value: { from: Number(value), to: Number(value) } };
      if (w === '--dport') ports!.dport = range;
      else ports!.sport = range;
    } else if (w === '--ctstate') matches.push({ name: 'conntrack', ctstate: { value: value.split(',') as ('RELATED' | 'ESTABLISHED')[] } });
    else if (w === '--dst-type') matches.push({ name: 'addrtype', dstType: { value: [value as 'LOCAL'] } });
    else if (w === '--src-type') matches.push({ name: 'addrtype', srcType: { value: [value as 'LOCAL'] } });
    else if (w === '-j') {
      const next = words[i + 1];
      rule.target = target(value, next === undefined ? '' : words[i + 2]!);
      if (next !== undefined) i += 2;
    }
    not = false;
  }
  if (ports !== undefined && (ports.dport !== undefined || ports.sport !== undefined)) matches.unshift(ports);
  return { ...rule, matches };
}

function target(name: string, to: string): NfTarget {
  switch (name) {
    case 'ACCEPT':
    case 'DROP':
    case 'RETURN':
      return { name };
    case 'MASQUERADE':
      return { name };
    case 'DNAT':
    case 'SNAT':
      return { name, to };
    default:
      return { name: 'chain', chain: name };
  }
}

/** A rule's text that does not depend on the order of its members. */
function keyOf(rule: NfRule): string {
  const { source, destination, protocol, matches, target: to } = rule;
  return `${sorted(rule.in)} ${sorted(rule.out)} ${sorted(source)} ${sorted(destination)} ${sorted(protocol)} ${sorted(matches)} ${sorted(to)}`;
}

function sorted(v: unknown): string {
  if (Array.isArray(v)) return `[${v.map(sorted).join()}]`;
  if (typeof v !== 'object' || v === null) return String(v);
  let out = '{';
  for (const name of Object.keys(v).sort()) {
    const member = (v as Record<string, unknown>)[name];
    if (member !== undefined) out += `${name}:${sorted(member)},`;
  }
  return `${out}}`;
}

const BUILT_IN: readonly (readonly [NfTable, readonly string[]])[] = [
  ['raw', ['PREROUTING']],
  ['nat', ['PREROUTING', 'OUTPUT', 'POSTROUTING']],
  ['filter', ['FORWARD', 'DOCKER-USER']],
];

const EXISTS = new Set(['EEXIST']);
const GONE = new Set(['ENOENT', 'ESRCH']);

export class Iptables {
  private readonly present = new Set<string>();
  readonly family: NfFamily;

  constructor(family: NfFamily) {
    this.family = family;
  }

  /** Take note of what stands in the built-in chains. */
  *load(sys: Sys): Task<void> {
    this.present.clear();
    for (const [table, chains] of BUILT_IN) {
      const { chains: found = [] } = yield* routeAnswer(sys, { op: 'nf_dump', family: this.family, table });
      for (const c of found) {
        if (!chains.includes(c.name)) continue;
        for (const r of c.rules) this.present.add(`${table} ${c.name} ${keyOf(r)}`);
      }
    }
  }

  /** Change chains and policies; no error when a chain is there already, or gone. Returns the errno's name of what failed otherwise. */
  *chains(sys: Sys, table: NfTable, changes: readonly NfChange[]): Task<string | undefined> {
    for (const change of changes) {
      const { errno } = yield* this.send(sys, table, [change]);
      const name = errno === 0 ? '' : errnoName(errno);
      if (name !== '' && !EXISTS.has(name) && !GONE.has(name)) return name;
    }
    return undefined;
  }

  /** Make and delete rules, in this order. Throws when netfilter refuses. */
  *run(sys: Sys, steps: readonly Step[]): Task<void> {
    for (let i = 0; i < steps.length; ) {
      const { table } = steps[i]!;
      const changes: NfChange[] = [];
      for (; i < steps.length && steps[i]!.table === table; i++) {
        const s = steps[i]!;
        const rule = parseRule(s.rule);
        const key = `${table} ${s.chain} ${keyOf(rule)}`;
        if ((s.op === 'D') !== this.present.has(key)) continue;
        if (s.op === 'D') this.present.delete(key);
        else this.present.add(key);
        const { chain } = s;
        if (s.op === 'A') changes.push({ op: 'append', chain, rule });
        else changes.push(s.op === 'I' ? { op: 'insert', chain, index: 1, rule } : { op: 'delete', chain, rule });
        if (sys.tracing('engine')) {
          const command = this.family === 'ipv4' ? 'iptables' : 'ip6tables';
          sys.trace({ kind: 'engine', layer: 'dockerd', action: `${s.op === 'D' ? 'delete' : 'add'} rule`, detail: { command: `${command} -t ${table} -${s.op} ${chain} ${s.rule}` } });
        }
      }
      yield* this.all(sys, table, changes);
    }
  }

  private *all(sys: Sys, table: NfTable, list: readonly NfChange[]): Task<void> {
    let changes = [...list];
    while (changes.length > 0) {
      const { errno, failed = 0, detail } = yield* this.send(sys, table, changes);
      if (errno === 0) return;
      const name = errnoName(errno);
      if (changes[failed]?.op !== 'delete' || !GONE.has(name)) {
        const first = changes[failed];
        throw system(` (iptables failed: ${this.family === 'ipv4' ? 'iptables' : 'ip6tables'} --wait -t ${table} ${first?.op ?? ''} ${first !== undefined && 'chain' in first ? (first.chain ?? '') : ''}: ${detail ?? name} (exit status 1))`);
      }
      changes = changes.filter((_, i) => i !== failed);
    }
  }

  private *send(sys: Sys, table: NfTable, changes: readonly NfChange[]): Task<RouteReply> {
    return yield* routeAnswer(sys, { op: 'nf_change', family: this.family, table, changes });
  }

  /** Delete the rules of a chain that look like the daemon's own but belong to nobody any more. */
  *dropOwn(sys: Sys, table: NfTable, chain: string, own: (rule: NfRule) => boolean): Task<void> {
    const { chains = [] } = yield* routeAnswer(sys, { op: 'nf_dump', family: this.family, table });
    const rules = chains.find((c) => c.name === chain)?.rules ?? [];
    for (const { counters, ...rule } of rules) {
      void counters;
      if (!own(rule)) continue;
      this.present.delete(`${table} ${chain} ${keyOf(rule)}`);
      yield* this.send(sys, table, [{ op: 'delete', chain, rule }]);
    }
  }
}
