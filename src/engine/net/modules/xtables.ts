/**
 * The tables of iptables: chains of rules with counters and policies (x_tables, and what nf_tables checks). A change is a transaction: all or
 * nothing. A packet walks a chain rule by rule; a jump remembers where it came from, a goto does not.
 */
import { SysError, fail } from '../../abi/errno.ts';
import { filterOf } from '../filter.ts';
import { refuse } from '../neterror.ts';
import { packetLength } from '../wire.ts';
import { IpSet } from './ipset.ts';
import { ByAddress } from './byaddress.ts';
import { compileMatch, headMatch, needsTracking, packetOf } from './matches.ts';
import { allowedAt, checkTable, compileTarget } from './targets.ts';
import type { NfChainInfo, NfChange, NfCounters, NfFamily, NfHook, NfRule, NfTable } from '../../abi/netfilter.ts';
import type { HookContext, NetFilter, Table } from '../filter.ts';
import type { NetNs } from '../netns.ts';
import type { Predicate } from './matches.ts';
import type { Action } from './targets.ts';

const HOOKS: Readonly<Record<NfTable, readonly NfHook[]>> = {
  raw: ['PREROUTING', 'OUTPUT'],
  mangle: ['PREROUTING', 'INPUT', 'FORWARD', 'OUTPUT', 'POSTROUTING'],
  nat: ['PREROUTING', 'INPUT', 'OUTPUT', 'POSTROUTING'],
  filter: ['INPUT', 'FORWARD', 'OUTPUT'],
  security: ['INPUT', 'FORWARD', 'OUTPUT'],
};

export const TABLES = Object.keys(HOOKS) as NfTable[];

/** Jumps deeper than this are refused (NFT_JUMP_STACK_SIZE). */
const DEPTH = 16;
const NAME_MAX = 28;

interface Rule {
  readonly spec: NfRule;
  /** For comparing rules. */
  readonly text: string;
  readonly head: Predicate;
  readonly matches: readonly Predicate[];
  readonly action: Action | undefined;
  readonly jump: string | undefined;
  readonly goto: boolean;
  packets: number;
  bytes: number;
}

interface Chain {
  readonly name: string;
  readonly hook: NfHook | undefined;
  policy: 'ACCEPT' | 'DROP';
  rules: Rule[];
  packets: number;
  bytes: number;
  /** Made when a packet first passes; null: not worth it. A changed chain is another object. */
  byAddress?: ByAddress | null;
}

/** A rule as text with sorted keys: two rules are the same when these are. */
function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join()}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  let out = '{';
  for (const key of Object.keys(value).sort()) {
    const v = (value as Record<string, unknown>)[key];
    if (v !== undefined && v !== false && key !== 'counters') out += `${key}:${canonical(v)},`;
  }
  return `${out}}`;
}

export class XTable implements Table {
  readonly name: NfTable;
  readonly family: NfFamily;
  private chains = new Map<string, Chain>();
  private readonly sets: SetTable;
  /** Names of the chains that the transaction under way has made its own. */
  private readonly copied = new Set<string>();

  constructor(name: NfTable, family: NfFamily, sets: SetTable) {
    this.name = name;
    this.family = family;
    this.sets = sets;
    for (const hook of HOOKS[name]) this.chains.set(hook, { name: hook, hook, policy: 'ACCEPT', rules: [], packets: 0, bytes: 0 });
  }

  // ---- packets ----
  run(c: HookContext): boolean {
    const base = this.chains.get(c.hook);
    if (base === undefined) return true;
    const length = packetLength(packetOf(c));
    const stack: { chain: Chain; at: number }[] = [];
    let chain = base;
    let at = 0;
    const { dst } = packetOf(c);
    for (;;) {
      if (chain.byAddress === undefined) chain.byAddress = ByAddress.of(chain.rules.map((r) => r.spec)) ?? null;
      if (chain.byAddress !== null) at = chain.byAddress.from(at, dst);
      if (at >= chain.rules.length) {
        const back = stack.pop();
        if (back !== undefined) {
          ({ chain, at } = back);
          continue;
        }
        base.packets++;
        base.bytes += length;
        if (base.policy === 'DROP') {
          this.observe(c, 'drop', `${this.name}/${base.name} policy: DROP`);
          return false;
        }
        if (base.rules.length > 0) this.observe(c, 'hook', `${this.name}/${base.name}: no rule decided, policy ACCEPT`);
        return true;
      }
      const rule = chain.rules[at++]!;
      if (!rule.head(c) || !rule.matches.every((m) => m(c))) continue;
      rule.packets++;
      rule.bytes += length;
      if (rule.jump !== undefined) {
        if (!rule.goto) stack.push({ chain, at });
        chain = this.chains.get(rule.jump)!;
        at = 0;
        continue;
      }
      const verdict = rule.action?.(c) ?? 'continue';
      if (verdict === 'continue') continue;
      if (verdict === 'return') {
        // Past the end of the base chain when nothing called this one.
        ({ chain, at } = stack.pop() ?? { chain: base, at: base.rules.length });
        continue;
      }
      if (c.filter.ns.watched) this.observe(c, verdict === 'drop' ? 'drop' : 'hook', `${this.name}/${chain.name} rule ${at}: ${describe(rule)}`);
      return verdict === 'accept';
    }
  }

  private observe(c: HookContext, action: 'hook' | 'drop', decision: string): void {
    const { ns } = c.filter;
    if (ns.watched) ns.note(c.skb, action, decision, (c.input ?? c.output)?.name);
  }

  // ---- changes ----
  /** All or none. The error has the index of the change that failed as `failed`. */
  change(changes: readonly NfChange[]): void {
    const before = this.chains;
    this.chains = new Map(before);
    this.copied.clear();
    let failed = 0;
    try {
      for (const c of changes) {
        this.apply(c);
        failed++;
      }
      if (!changes.every((c) => this.harmless(c))) this.validate();
      if (this.sets.sets.size > 0) this.sets.count(this.family, this.name, this.usedSets());
    } catch (e) {
      this.chains = before;
      throw e instanceof SysError ? new ChangeError(e, Math.min(failed, changes.length - 1)) : e;
    }
  }

  /** A change that cannot make a jump wrong, seen by itself. */
  private harmless(c: NfChange): boolean {
    if (c.op === 'append' || c.op === 'insert' || c.op === 'replace') {
      const { target } = c.rule;
      const hook = this.chains.get(c.chain)?.hook;
      return target === undefined || (target.name !== 'chain' && hook !== undefined && allowedAt(target, hook));
    }
    return c.op === 'delete' || c.op === 'delete_index' || c.op === 'flush' || c.op === 'new_chain' || c.op === 'zero' || c.op === 'check' || c.op === 'policy';
  }

  /** A chain that the transaction may change: a copy, as what was must come back when it fails. ENOENT. */
  private chain(name: string): Chain {
    const found = this.chains.get(name) ?? refuse('ENOENT', 'chain');
    if (this.copied.has(name)) return found;
    const copy: Chain = { ...found, rules: [...found.rules] };
    delete copy.byAddress;
    this.chains.set(name, copy);
    this.copied.add(name);
    return copy;
  }

  private apply(c: NfChange): void {
    switch (c.op) {
      case 'append':
        this.chain(c.chain).rules.push(this.compile(c.rule, c.counters));
        return;
      case 'insert': {
        const { rules } = this.chain(c.chain);
        if (c.index < 1 || c.index > rules.length + 1) refuse('ENOENT', 'index');
        rules.splice(c.index - 1, 0, this.compile(c.rule, c.counters));
        return;
      }
      case 'replace': {
        const { rules } = this.chain(c.chain);
        if (c.index < 1 || c.index > rules.length) refuse('ENOENT', 'index');
        rules[c.index - 1] = this.compile(c.rule);
        return;
      }
      case 'delete':
      case 'check': {
        const { rules } = this.chain(c.chain);
        const text = canonical(c.rule);
        const at = rules.findIndex((r) => r.text === text);
        if (at < 0) refuse('ENOENT', 'rule');
        if (c.op === 'delete') rules.splice(at, 1);
        return;
      }
      case 'delete_index': {
        const { rules } = this.chain(c.chain);
        if (c.index < 1 || c.index > rules.length) refuse('ENOENT', 'index');
        rules.splice(c.index - 1, 1);
        return;
      }
      case 'new_chain': {
        const name = c.chain ?? fail('EINVAL');
        if (name.length === 0 || name.length > NAME_MAX) fail('EINVAL');
        if (this.chains.has(name)) refuse('EEXIST', 'chain');
        this.chains.set(name, { name, hook: undefined, policy: 'ACCEPT', rules: [], packets: 0, bytes: 0 });
        return;
      }
      case 'delete_chain':
        this.deleteChains(c.chain);
        return;
      case 'flush':
        for (const name of c.chain === undefined ? [...this.chains.keys()] : [c.chain]) this.chain(name).rules = [];
        return;
      case 'zero':
        for (const name of c.chain === undefined ? [...this.chains.keys()] : [c.chain]) {
          const chain = this.chain(name);
          chain.packets = chain.bytes = 0;
          for (const r of chain.rules) r.packets = r.bytes = 0;
        }
        return;
      case 'rename': {
        const chain = this.chain(c.chain);
        if (chain.hook !== undefined) fail('EINVAL');
        if (this.chains.has(c.to)) refuse('EEXIST', 'chain');
        this.chains = new Map([...this.chains].map(([name, x]) => (x === chain ? [c.to, { ...x, name: c.to }] : [name, { ...x, rules: x.rules.map((r) => (r.jump === c.chain ? this.compile({ ...r.spec, target: { name: 'chain', chain: c.to, goto: r.goto } }, r) : r)) }])));
        return;
      }
      case 'policy': {
        const chain = this.chain(c.chain);
        if (chain.hook === undefined) refuse('ENOENT', 'chain');
        chain.policy = c.policy;
        if (c.counters !== undefined) ({ packets: chain.packets, bytes: chain.bytes } = c.counters);
        return;
      }
    }
  }

  private deleteChains(name: string | undefined): void {
    const gone = name === undefined ? [...this.chains.values()].filter((x) => x.hook === undefined) : [this.chain(name)];
    for (const chain of gone) {
      if (chain.hook !== undefined) fail('EINVAL');
      if (chain.rules.length > 0) refuse('ENOTEMPTY', 'chain');
      if (this.references(chain.name) > 0) refuse('EBUSY', 'chain');
      this.chains.delete(chain.name);
    }
  }

  private references(name: string): number {
    let n = 0;
    for (const chain of this.chains.values()) for (const r of chain.rules) if (r.jump === name) n++;
    return n;
  }

  private compile(spec: NfRule, counters?: NfCounters): Rule {
    const { target } = spec;
    if (target !== undefined) checkTable(target, this.name);
    return {
      spec,
      text: canonical(spec),
      head: headMatch(spec),
      matches: spec.matches.filter((m) => m.name !== 'comment').map((m) => compileMatch(m, (name) => this.sets.find(name))),
      action: target === undefined || target.name === 'chain' ? undefined : compileTarget(target, spec, this.family),
      jump: target?.name === 'chain' ? target.chain : undefined,
      goto: target?.name === 'chain' && target.goto === true,
      packets: counters?.packets ?? 0,
      bytes: counters?.bytes ?? 0,
    };
  }

  /** Jumps go somewhere and never in circles; targets stand where they may. ENOENT, ELOOP, EMLINK, EINVAL. */
  private validate(): void {
    const visit = (chain: Chain, hook: NfHook, path: readonly string[], seen: Set<string>): void => {
      if (path.includes(chain.name)) fail('ELOOP');
      if (path.length >= DEPTH) fail('EMLINK');
      if (seen.has(chain.name)) return;
      const below = [...path, chain.name];
      for (const r of chain.rules) {
        const { target } = r.spec;
        if (target !== undefined && !allowedAt(target, hook)) fail('EINVAL');
        if (r.jump !== undefined) visit(this.chains.get(r.jump)!, hook, below, seen);
      }
      seen.add(chain.name);
    };
    for (const chain of this.chains.values()) for (const r of chain.rules) if (r.jump !== undefined && (this.chains.get(r.jump)?.hook !== undefined || !this.chains.has(r.jump))) refuse(this.chains.has(r.jump) ? 'EINVAL' : 'ENOENT', 'target');
    for (const chain of this.chains.values()) if (chain.hook !== undefined) visit(chain, chain.hook, [], new Set());
    // Circles that no hook reaches yet.
    const done = new Set<string>();
    const circle = (chain: Chain, path: readonly string[]): void => {
      if (path.includes(chain.name)) fail('ELOOP');
      if (done.has(chain.name)) return;
      for (const r of chain.rules) if (r.jump !== undefined) circle(this.chains.get(r.jump)!, [...path, chain.name]);
      done.add(chain.name);
    };
    for (const chain of this.chains.values()) circle(chain, []);
  }

  private *usedSets(): Iterable<string> {
    for (const chain of this.chains.values()) for (const r of chain.rules) for (const m of r.spec.matches) if (m.name === 'set') yield m.set.value;
  }

  /** Some rule asks for the state of connections. */
  get tracks(): boolean {
    for (const chain of this.chains.values()) for (const r of chain.rules) if (r.spec.matches.some(needsTracking) || r.spec.target?.name === 'CONNMARK') return true;
    return false;
  }

  dump(): NfChainInfo[] {
    return [...this.chains.values()].map(({ name, hook, policy, packets, bytes, rules }) => ({
      name,
      hook,
      policy: hook === undefined ? undefined : policy,
      counters: { packets, bytes },
      rules: rules.map((r) => ({ ...r.spec, counters: { packets: r.packets, bytes: r.bytes } })),
    }));
  }
}

/** A change of a transaction failed. */
export class ChangeError extends SysError {
  readonly detail: string | undefined;
  readonly failed: number;

  constructor(cause: SysError, failed: number) {
    super(cause.code as 'EINVAL');
    this.detail = 'detail' in cause ? (cause.detail as string | undefined) : undefined;
    this.failed = failed;
  }
}

/** What a rule does, for observers. */
function describe(r: Rule): string {
  const t = r.spec.target;
  const comment = r.spec.matches.find((m) => m.name === 'comment');
  const what = t === undefined ? 'count' : t.name === 'DNAT' || t.name === 'SNAT' ? `${t.name} to ${t.to}` : t.name === 'REJECT' ? `REJECT with ${t.with}` : t.name === 'REDIRECT' && t.toPorts !== undefined ? `REDIRECT to port ${t.toPorts.from}` : t.name;
  return comment === undefined ? what : `${what} (${comment.comment})`;
}

/** The sets of a namespace, and how many rules use each. */
export class SetTable {
  readonly sets = new Map<string, IpSet>();
  private readonly uses = new Map<string, readonly string[]>();

  /** ENOENT. */
  find(name: string): IpSet {
    return this.sets.get(name) ?? refuse('ENOENT', 'set');
  }

  /** The sets that a table's rules use now. */
  count(family: NfFamily, table: NfTable, used: Iterable<string>): void {
    this.uses.set(`${family} ${table}`, [...used]);
    for (const set of this.sets.values()) set.references = 0;
    for (const names of this.uses.values()) for (const name of names) this.sets.get(name)!.references++;
  }
}

const setTables = new WeakMap<NetNs, SetTable>();

export function setsOf(ns: NetNs): SetTable {
  let made = setTables.get(ns);
  if (made === undefined) setTables.set(ns, (made = new SetTable()));
  return made;
}

/** The table when it is in use. */
export function tableOf(ns: NetNs, family: NfFamily, name: NfTable): XTable | undefined {
  const found = (ns.filter as NetFilter | undefined)?.tables[family][name];
  return found instanceof XTable ? found : undefined;
}

/** Change a table; it is in use from then on. */
export function changeTable(ns: NetNs, family: NfFamily, name: NfTable, changes: readonly NfChange[]): void {
  const table = tableOf(ns, family, name) ?? new XTable(name, family, setsOf(ns));
  table.change(changes);
  const filter = filterOf(ns);
  filter.use(family, name, table);
  if (!filter.tracks && table.tracks) filter.tracks = true;
}

/** What a table that nobody used yet has. */
export function emptyTable(ns: NetNs, family: NfFamily, name: NfTable): XTable {
  return new XTable(name, family, setsOf(ns));
}
