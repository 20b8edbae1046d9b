/**
 * iptables-restore, ip6tables-restore (1.8.9, nf_tables): whole tables from lines, each table at once or not at all. Options -c -n -t -T -v -w.
 * Without -n a table is emptied first.
 */
import { isSysError } from '../../../../abi/errno.ts';
import { decodeUtf8 } from '../../../../base/bytes.ts';
import { Getopt, GetoptError } from '../../../libc/getopt.ts';
import { readFd, readFile, writeText } from '../../../libc/stdio.ts';
import { SAVE_ORDER } from './format.ts';
import { VERSION, changesOf, complain, findSet } from './iptables.ts';
import { parseCommand } from './ruleparse.ts';
import { makeContext, nfRequest, readChains, refusal } from './table.ts';
import { RuleError } from './words.ts';
import type { NfChainInfo, NfChange, NfCounters, NfFamily, NfTable } from '../../../../abi/netfilter.ts';
import type { Sys, Task } from '../../../../abi/sys.ts';
import type { Program } from '../../../libc/program.ts';

/** A table that is being read. */
interface Pending {
  readonly table: NfTable;
  readonly chains: NfChainInfo[];
  readonly changes: NfChange[];
  /** The line of each change. */
  readonly lines: number[];
}

interface Options {
  counters: boolean;
  noflush: boolean;
  test: boolean;
  table: string | undefined;
}

/** Words of a line, with quotes and backslashes as iptables-save writes them. */
export function words(line: string): string[] {
  const out: string[] = [];
  let word = '';
  let inWord = false;
  let quote = false;
  for (let i = 0; i < line.length; i++) {
    const ch = line[i]!;
    if (quote) {
      if (ch === '\\') word += line[++i] ?? '';
      else if (ch === '"') quote = false;
      else word += ch;
    } else if (ch === '"') [quote, inWord] = [true, true];
    else if (ch === ' ' || ch === '\t') {
      if (inWord) out.push(word);
      [word, inWord] = ['', false];
    } else [word, inWord] = [word + ch, true];
  }
  if (inWord) out.push(word);
  return out;
}

/** Ends a restore with these words and no hint. */
class Failed {
  readonly message: string;
  constructor(message: string) {
    this.message = message;
  }
}

class Restore {
  private pending: Pending | undefined;
  private skipping = false;
  private number = 0;
  private readonly sys: Sys;
  private readonly name: string;
  private readonly family: NfFamily;
  private readonly o: Options;
  constructor(sys: Sys, name: string, family: NfFamily, o: Options) {
    this.sys = sys;
    this.name = name;
    this.family = family;
    this.o = o;
  }

  *read(text: string): Task<void> {
    for (const raw of text.replace(/\n$/, '').split('\n')) {
      this.number++;
      const line = raw.replace(/\r$/, '');
      if (line === '' || line.startsWith('#')) continue;
      if (line.startsWith('*')) yield* this.begin(line.slice(1).trim());
      else if (line.trim() === 'COMMIT' && (this.pending !== undefined || this.skipping)) yield* this.commit();
      else if (this.skipping) continue;
      else if (this.pending === undefined) throw new Failed(`line ${this.number} failed`);
      else if (line.startsWith(':')) this.chain(this.pending, line.slice(1));
      else yield* this.rule(this.pending, line);
    }
    if (this.pending !== undefined) throw new Failed(`COMMIT expected at line ${this.number + 1}`);
  }

  private *begin(table: string): Task<void> {
    if (this.o.table !== undefined && this.o.table !== table) {
      this.skipping = true;
      return;
    }
    if (!(SAVE_ORDER as readonly string[]).includes(table)) throw new RuleError(`${this.name}: line ${this.number} table name '${table}' invalid\nError occurred at line: ${this.number}`);
    const now = yield* readChains(this.sys, this.family, table as NfTable);
    this.pending = { table: table as NfTable, chains: [], changes: [], lines: [] };
    if (this.o.noflush) this.pending.chains.push(...now);
    else {
      this.push({ op: 'flush' });
      for (const c of now) {
        if (c.hook === undefined) this.push({ op: 'delete_chain', chain: c.name });
        else this.pending.chains.push({ ...c, rules: [] });
      }
    }
  }

  private push(change: NfChange): void {
    this.pending!.changes.push(change);
    this.pending!.lines.push(this.number);
  }

  /** ':NAME POLICY [PACKETS:BYTES]'. */
  private chain(p: Pending, text: string): void {
    const [name, policy, counts] = text.trim().split(/\s+/);
    if (name === undefined || name === '') throw new Failed(`line ${this.number} chain name invalid`);
    if (policy === undefined) throw new RuleError(`${this.name}: line ${this.number} policy invalid\nError occurred at line: ${this.number}`);
    const known = p.chains.find((c) => c.name === name);
    if (known?.hook !== undefined) {
      if (policy === '-') return;
      if (policy !== 'ACCEPT' && policy !== 'DROP') throw new Failed(`line ${this.number} failed: Bad policy name.`);
      this.push({ op: 'policy', chain: name, policy, ...(this.o.counters ? { counters: counters(counts) } : {}) });
      return;
    }
    if (policy !== '-') throw new Failed(`line ${this.number} failed: Bad built-in chain name.`);
    if (known !== undefined) this.push({ op: 'flush', chain: name });
    else {
      this.push({ op: 'new_chain', chain: name });
      p.chains.push({ name, counters: { packets: 0, bytes: 0 }, rules: [] });
    }
  }

  private *rule(p: Pending, line: string): Task<void> {
    const m = /^\[(\d+):(\d+)\]\s*(.*)$/.exec(line);
    const args = words(m === null ? line : m[3]!);
    const c = yield* makeContext(this.sys, this.family, args);
    try {
      if (args.some((a) => a === '-t' || a.startsWith('--table'))) throw new RuleError(`The -t option cannot be used in ${this.name}.\n`);
      const o = parseCommand(args, c, p.table);
      if (o.only !== undefined && o.only !== this.family) return;
      if (m !== null && this.o.counters) o.counters = { packets: Number(m[1]), bytes: Number(m[2]) };
      if (o.verb === 'L' || o.verb === 'S' || o.verb === 'h' || o.verb === 'V') throw new Failed(`line ${this.number} failed`);
      for (const rule of o.rules) for (const match of rule.matches) if (match.name === 'set') yield* findSet(this.sys, match.set.value);
      const target = o.rules[0]?.target;
      if (target?.name === 'chain' && !p.chains.some((one) => one.name === target.chain)) throw new RuleError(`Chain '${target.chain}' does not exist`);
      if (o.verb !== 'N' && o.chain !== undefined && !p.chains.some((one) => one.name === o.chain)) throw new Failed(`line ${this.number} failed: No chain/target/match by that name.`);
      if (o.verb === 'N') {
        if (p.chains.some((one) => one.name === o.chain)) throw new Failed(`line ${this.number} failed: Chain already exists.`);
        p.chains.push({ name: o.chain!, counters: { packets: 0, bytes: 0 }, rules: [] });
      }
      for (const change of changesOf(o, p.chains)) this.push(change);
    } catch (e) {
      if (e instanceof RuleError) throw new RuleError(`${e.message}\nError occurred at line: ${e.message.startsWith('Chain ') ? this.number + 1 : this.number}`, e.status, e.bare);
      throw e;
    }
  }

  private *commit(): Task<void> {
    const p = this.pending;
    this.pending = undefined;
    this.skipping = false;
    if (p === undefined || this.o.test) return;
    const reply = yield* nfRequest(this.sys, { op: 'nf_change', family: this.family, table: p.table, changes: p.changes });
    if (reply.errno === 0) return;
    const at = reply.failed ?? 0;
    const refused = refusal(p.changes[at]!, reply.errno, `\nline ${p.lines[at]!}: `);
    throw refused.bare ? new Failed(`line ${p.lines[at]!} failed: ${refused.message}`) : refused;
  }
}

function counters(text: string | undefined): NfCounters {
  const m = /^\[(\d+):(\d+)\]$/.exec(text ?? '');
  return m === null ? { packets: 0, bytes: 0 } : { packets: Number(m[1]), bytes: Number(m[2]) };
}

const usage = (name: string): string => `Usage: ${name} [-c] [-v] [-V] [-t] [-h] [-n] [-T table] [-M command] [-4] [-6] [file]
\t   [ --counters ]
\t   [ --verbose ]
\t   [ --version]
\t   [ --test ]
\t   [ --help ]
\t   [ --noflush ]
\t   [ --table=<TABLE> ]
\t   [ --modprobe=<command> ]
\t   [ --ipv4 ]
\t   [ --ipv6 ]
`;

function* restore(sys: Sys, name: string, family: NfFamily, args: readonly string[]): Task<number> {
  const o: Options = { counters: false, noflush: false, test: false, table: undefined };
  const options = new Getopt(args, 'bcvVthnwWM:T:46', { counters: 'c', verbose: 'v', version: 'V', test: 't', help: 'h', noflush: 'n', modprobe: 'M:', table: 'T:', wait: 'w::', 'wait-interval': 'W::', ipv4: '4', ipv6: '6' });
  for (const { key, arg } of options) {
    if (key === 'c') o.counters = true;
    else if (key === 'n') o.noflush = true;
    else if (key === 't') o.test = true;
    else if (key === 'T') o.table = arg;
    else if (key === 'h') {
      yield* writeText(sys, 2, usage(name));
      return 0;
    } else if (key === 'V') {
      yield* writeText(sys, 1, `${name} ${VERSION}\n`);
      return 0;
    }
  }
  const [file] = options.operands;
  const text = decodeUtf8(file === undefined ? yield* readFd(sys, 0) : yield* readFile(sys, file));
  yield* new Restore(sys, name, family, o).read(text);
  return 0;
}

function restorer(name: string, family: NfFamily): Program {
  return {
    name,
    support: { level: 'full' },
    *main(sys, argv) {
      try {
        return yield* restore(sys, name, family, argv.slice(1));
      } catch (e) {
        if (e instanceof GetoptError) {
          yield* writeText(sys, 2, `${name}: ${e.message}\nTry \`${name} -h' for more information.\n`);
          return 1;
        }
        if (e instanceof Failed) {
          yield* writeText(sys, 2, `${name}: ${e.message}\n`);
          return 1;
        }
        if (e instanceof RuleError) return yield* complain(sys, name, e);
        if (isSysError(e)) return yield* complain(sys, name, new RuleError(e.message, 4));
        throw e;
      }
    },
  };
}

export const iptablesRestore = restorer('iptables-restore', 'ipv4');
export const ip6tablesRestore = restorer('ip6tables-restore', 'ipv6');
