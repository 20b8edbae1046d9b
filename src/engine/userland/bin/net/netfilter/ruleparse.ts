/**
 * A rule's arguments to a rule (xtables' do_parse): options in any order, extensions loaded by -m, -j and -p, long names by unambiguous
 * abbreviation, `!` before an option. The same parser reads the command line and the lines of iptables-restore.
 */
import { MATCHES } from './matches.ts';
import { parsePrefix, protocolNumber, protocolWord } from './values.ts';
import { TARGETS, isExtension } from './targets.ts';
import { inv } from './extension.ts';
import { RuleError } from './words.ts';
import type { NfCounters, NfMatch, NfRule, NfTable, NfTarget } from '../../../../abi/netfilter.ts';
import type { Extension, Handler, RuleHead } from './extension.ts';
import type { Context } from './words.ts';

/** Commands by their letter. */
export type Verb = 'A' | 'C' | 'D' | 'I' | 'R' | 'L' | 'S' | 'F' | 'Z' | 'N' | 'X' | 'P' | 'E' | 'h' | 'V';

/** What the command line asks for. */
export interface Command {
  verb: Verb | undefined;
  /** -L with -Z. */
  zero: boolean;
  table: NfTable;
  chain: string | undefined;
  /** Of -P the policy, of -E the new name. */
  second: string | undefined;
  index: number | undefined;
  /** One for each pair of source and destination. */
  rules: NfRule[];
  counters: NfCounters | undefined;
  verbose: boolean;
  numeric: boolean;
  lineNumbers: boolean;
  exact: boolean;
  /** -W was given. */
  waitInterval: boolean;
  /** Extensions whose help -h adds. */
  helpOf: string[];
  /** -4 and -6: the line is for this family only. */
  only: 'ipv4' | 'ipv6' | undefined;
}

const COMMANDS: Readonly<Record<string, Verb>> = { append: 'A', check: 'C', delete: 'D', insert: 'I', replace: 'R', list: 'L', 'list-rules': 'S', flush: 'F', zero: 'Z', 'new-chain': 'N', 'delete-chain': 'X', policy: 'P', 'rename-chain': 'E', rename: 'E', help: 'h', version: 'V' };
const LONG: Readonly<Record<string, string>> = {
  source: 's', destination: 'd', src: 's', dst: 'd', protocol: 'p', proto: 'p', 'in-interface': 'i', 'out-interface': 'o', jump: 'j', table: 't', match: 'm', numeric: 'n', verbose: 'v', exact: 'x',
  fragments: 'f', 'line-numbers': '0', 'set-counters': 'c', goto: 'g', ipv4: '4', ipv6: '6', wait: 'w', 'wait-interval': 'W', modprobe: 'M',
};
const WITH_ARGUMENT = 'ACDIRNPEsdpiojgmtcMW';
const OPTIONAL = 'LSFZX';
/** Options of rules, which listings and their kin do not take. */
const RULE_OPTIONS: Readonly<Record<string, string>> = { s: '-s', d: '-d', p: '-p', i: '-i', o: '-o', j: '-j', f: '-f' };
const TABLES: readonly NfTable[] = ['filter', 'nat', 'mangle', 'raw', 'security'];

interface Loaded {
  readonly extension: Extension<unknown>;
  readonly handler: Handler<unknown>;
  readonly isTarget: boolean;
}

class Parser {
  readonly command: Command = { verb: undefined, zero: false, table: 'filter', chain: undefined, second: undefined, index: undefined, rules: [], counters: undefined, verbose: false, numeric: false, lineNumbers: false, exact: false, waitInterval: false, helpOf: [], only: undefined };
  private readonly c: Context;
  private readonly args: readonly string[];
  private at = 0;
  private not = false;
  private readonly seen = new Set<string>();
  private readonly head: { -readonly [K in keyof RuleHead]: RuleHead[K] } = {};
  private sources: readonly string[] | undefined;
  private destinations: readonly string[] | undefined;
  private notSource = false;
  private notDestination = false;
  private readonly loaded: Loaded[] = [];
  private jump: { readonly name: string; readonly goto: boolean } | undefined;
  private protocolText: string | undefined;

  constructor(args: readonly string[], c: Context, table: NfTable | undefined) {
    this.args = args;
    this.c = c;
    if (table !== undefined) this.command.table = table;
  }

  parse(): Command {
    while (this.at < this.args.length) {
      const arg = this.args[this.at++]!;
      if (arg === '!') {
        if (this.not) throw new RuleError('Multiple `!\' flags not allowed');
        this.not = true;
        if (this.at >= this.args.length) throw new RuleError('no argument following `!\'');
        continue;
      }
      if (arg.startsWith('--') && arg.length > 2) this.long(arg.slice(2));
      else if (arg.startsWith('-') && arg.length > 1) this.shorts(arg.slice(1));
      else throw new RuleError(`Bad argument \`${arg}'`, 2, true);
    }
    return this.finish();
  }

  private shorts(letters: string): void {
    for (let i = 0; i < letters.length; i++) {
      const letter = letters[i]!;
      const rest = letters.slice(i + 1);
      if (!/[ACDIRLSFZNXPEhVsdpiojgmtnvxfc46wWM]/.test(letter)) throw new RuleError(`unknown option "-${letter}"`);
      if (WITH_ARGUMENT.includes(letter)) {
        const value = rest !== '' ? rest : this.args[this.at++];
        if (value === undefined) throw new RuleError(`option "-${letter}" requires an argument`);
        this.short(letter, value, `-${letter}`);
        return;
      }
      if ((OPTIONAL.includes(letter) || letter === 'w') && rest !== '') {
        if (letter === 'w' && !/^\d+$/.test(rest)) {
          this.short(letter, undefined, `-${letter}`);
          continue;
        }
        // A bundle such as -Ln is more letters when they are options, else the argument.
        if (letter !== 'w' && /^[nvxZ46w]+$/.test(rest)) {
          this.short(letter, undefined, `-${letter}`);
          continue;
        }
        this.short(letter, rest, `-${letter}`);
        return;
      }
      this.short(letter, undefined, `-${letter}`);
    }
  }

  private long(text: string): void {
    const eq = text.indexOf('=');
    const typed = eq < 0 ? text : text.slice(0, eq);
    const given = eq < 0 ? undefined : text.slice(eq + 1);
    const names = new Map<string, () => void>();
    const value = (name: string): string => {
      const v = given ?? this.args[this.at++];
      if (v === undefined) throw new RuleError(`option "--${name}" requires an argument`);
      return v;
    };
    for (const [name, letter] of Object.entries({ ...LONG, ...COMMANDS })) names.set(name, () => this.short(letter, WITH_ARGUMENT.includes(letter) ? value(name) : given, `--${name}`));
    for (const l of this.loaded) {
      for (const [name, kind] of Object.entries(l.extension.options)) names.set(name, () => this.extensionOption(l, name, kind, kind.startsWith('1') ? value(name) : ''));
    }
    const exact = names.get(typed);
    const close = exact === undefined ? [...names.keys()].filter((n) => n.startsWith(typed)) : [typed];
    if (close.length === 1) {
      names.get(close[0]!)!();
      return;
    }
    // An option of the protocol's own match loads it.
    if (this.protocolText !== undefined && !this.loaded.some((l) => l.extension.name === this.protocolText)) {
      const own = this.protocolText === 'ipv6-icmp' ? 'icmp6' : this.protocolText;
      if (Object.hasOwn(MATCHES, own) && !this.loaded.some((l) => l.extension.name === own) && Object.keys(MATCHES[own as keyof typeof MATCHES].options).some((n) => n.startsWith(typed))) {
        this.load(own as keyof typeof MATCHES);
        this.long(text);
        return;
      }
    }
    throw new RuleError(`unknown option "--${typed}"`);
  }

  private extensionOption(l: Loaded, name: string, kind: string, value: string): void {
    if (this.not && !kind.endsWith('!')) throw new RuleError(`option "--${name}" cannot be inverted.\n`);
    // `--dport ! 80`: the old place of the mark.
    let not = this.not;
    let v = value;
    if (v === '!' && this.at < this.args.length) {
      not = true;
      v = this.args[this.at++]!;
    }
    this.not = false;
    l.handler.take(name, v, not, () => (this.args[this.at] === undefined || this.args[this.at]!.startsWith('-') ? undefined : this.args[this.at++]));
  }

  /** The next argument, when it is no option. */
  private optional(): string | undefined {
    const next = this.args[this.at];
    if (next === undefined || next.startsWith('-') || next === '!') return undefined;
    this.at++;
    return next;
  }

  private once(letter: string, shown: string): void {
    if (this.seen.has(letter)) throw new RuleError(`multiple ${RULE_OPTIONS[letter] ?? shown} flags not allowed`);
    this.seen.add(letter);
  }

  private uninverted(shown: string): void {
    if (this.not) throw new RuleError(`cannot have ! before ${shown}`);
  }

  private short(letter: string, value: string | undefined, shown: string): void {
    const o = this.command;
    const not = this.not;
    if ('ACDIRLSFZNXPEhV'.includes(letter)) {
      this.uninverted(shown);
      this.verb(letter as Verb, value);
      return;
    }
    if (!'sdpiof'.includes(letter)) this.uninverted(shown);
    this.not = false;
    switch (letter) {
      case 's':
        this.once('s', '-s');
        this.sources = parsePrefix(value!, this.c);
        this.notSource = not;
        return;
      case 'd':
        this.once('d', '-d');
        this.destinations = parsePrefix(value!, this.c);
        this.notDestination = not;
        return;
      case 'p': {
        this.once('p', '-p');
        const n = protocolNumber(value!, this.c);
        if (n === 0 && not) throw new RuleError('rule would never match protocol');
        if (n !== 0) {
          this.protocolText = protocolWord(n);
          this.head.protocol = inv(this.protocolText, not);
        }
        return;
      }
      case 'i':
      case 'o': {
        this.once(letter, `-${letter}`);
        if (value!.length > 15) throw new RuleError(`interface name \`${value!}' must be shorter than IFNAMSIZ (15)`);
        if (letter === 'i') this.head.in = inv(value!, not);
        else this.head.out = inv(value!, not);
        return;
      }
      case 'f':
        this.once('f', '-f');
        if (this.c.family === 'ipv6') throw new RuleError('unknown option "-f"');
        this.head.fragment = inv(true, not);
        return;
      case 'j':
      case 'g':
        if (this.jump !== undefined) throw new RuleError('multiple -j flags not allowed');
        if (letter === 'g') this.seen.add('j');
        this.once(letter, '-j');
        this.target(value!, letter === 'g');
        return;
      case 'm':
        if (!Object.hasOwn(MATCHES, this.matchName(value!))) throw new RuleError(`Couldn't load match \`${value!}':No such file or directory\n`);
        this.load(this.matchName(value!) as keyof typeof MATCHES);
        return;
      case 't':
        if (!(TABLES as readonly string[]).includes(value!)) throw new RuleError(`table '${value!}' does not exist\nPerhaps iptables or your kernel needs to be upgraded.`, 3);
        o.table = value as NfTable;
        return;
      case 'c': {
        const next = value!.includes(',') ? value!.slice(value!.indexOf(',') + 1) : this.args[this.at++];
        const packets = Number(value!.split(',')[0]);
        if (next === undefined) throw new RuleError('-c requires packet and byte counter');
        if (!Number.isInteger(packets)) throw new RuleError('-c packet counter not numeric');
        if (!/^\d+$/.test(next)) throw new RuleError('-c byte counter not numeric');
        o.counters = { packets, bytes: Number(next) };
        return;
      }
      case 'n':
        o.numeric = true;
        return;
      case 'v':
        o.verbose = true;
        return;
      case 'x':
        o.exact = true;
        return;
      case '0':
        o.lineNumbers = true;
        return;
      case 'w':
        if (value === undefined && /^\d+$/.test(this.args[this.at] ?? '')) this.at++;
        return;
      case 'W':
        o.waitInterval = true;
        return;
      case '4':
        o.only = 'ipv4';
        return;
      case '6':
        o.only = 'ipv6';
    }
  }

  private verb(letter: Verb, value: string | undefined): void {
    const o = this.command;
    if (letter === 'h') {
      o.verb = 'h';
      if (this.protocolText !== undefined) o.helpOf.push(this.protocolText);
      this.at = this.args.length;
      return;
    }
    if (letter === 'V') {
      o.verb = 'V';
      this.at = this.args.length;
      return;
    }
    if (letter === 'Z' && (o.verb === 'L' || o.verb === 'S')) {
      o.zero = true;
      return;
    }
    if (o.verb === 'Z' && (letter === 'L' || letter === 'S')) o.zero = true;
    else if (o.verb !== undefined) throw new RuleError(`Cannot use -${letter} with -${o.verb}\n`.trimEnd());
    o.verb = letter;
    const chain = value ?? (OPTIONAL.includes(letter) ? this.optional() : undefined);
    if (chain !== undefined) {
      if (letter === 'N') {
        if (chain.startsWith('-') || chain.startsWith('!')) throw new RuleError(`chain name not allowed to start with \`${chain[0]!}'\n`.trimEnd());
        if (isExtension(chain) || ['ACCEPT', 'DROP', 'RETURN'].includes(chain)) throw new RuleError(`chain name may not clash with target name\n`);
      }
      o.chain = chain;
    }
    if (letter === 'E' || letter === 'P') {
      o.second = this.optional();
      if (o.second === undefined) throw new RuleError(letter === 'E' ? '-E requires old-chain-name and new-chain-name' : '-P requires a chain and a policy');
    }
    if (letter === 'I' || letter === 'D' || letter === 'R' || ((letter === 'L' || letter === 'S' || letter === 'Z') && o.chain !== undefined)) {
      const next = this.args[this.at];
      const wanted = next !== undefined && !next.startsWith('-') && next !== '!' && (letter !== 'L' && letter !== 'S' && letter !== 'Z' ? true : /^\d+$/.test(next));
      if (wanted) {
        this.at++;
        if (!/^\d+$/.test(next) || Number(next) === 0) throw new RuleError(`Invalid rule number \`${next}'`);
        o.index = Number(next);
      } else if (letter === 'R') throw new RuleError('-R requires a rule number');
    }
  }

  private matchName(name: string): string {
    if (name === 'icmpv6' || (name === 'icmp6' && this.c.family === 'ipv6')) return 'icmp6';
    return name;
  }

  private load(name: keyof typeof MATCHES): void {
    const extension = MATCHES[name] as unknown as Extension<unknown>;
    this.loaded.push({ extension, handler: extension.make(this.c), isTarget: false });
    this.command.helpOf.push(name);
  }

  private target(name: string, goto: boolean): void {
    if (name.length > 28) throw new RuleError(`chain name \`${name}' too long (must be under 29 chars)`);
    this.jump = { name: name === 'CT' ? 'NOTRACK' : name, goto };
    if (goto || !isExtension(this.jump.name)) return;
    const own = TARGETS[this.jump.name] as unknown as Extension<unknown>;
    const extension = name === 'CT' ? { ...own, options: { notrack: '0' as const } } : own;
    this.loaded.push({ extension, handler: extension.make(this.c), isTarget: true });
    this.command.helpOf.push(name);
  }

  private finish(): Command {
    const o = this.command;
    if (o.verb === 'h' || o.verb === 'V') return o;
    if (o.verb === undefined) throw new RuleError('no command specified');
    if (o.chain !== undefined && o.chain.length > 28) throw new RuleError(`chain name \`${o.chain}' too long (must be under 29 chars)`);
    if (!'ACDIR'.includes(o.verb)) {
      const wrong = Object.keys(RULE_OPTIONS).find((l) => this.seen.has(l));
      if (wrong !== undefined) throw new RuleError(`Illegal option \`${RULE_OPTIONS[wrong]!}' with this command`);
      return o;
    }
    if (this.notSource && (this.sources?.length ?? 0) > 1) throw new RuleError('! not allowed with multiple source or destination IP addresses');
    if (this.notDestination && (this.destinations?.length ?? 0) > 1) throw new RuleError('! not allowed with multiple source or destination IP addresses');
    if (this.head.out !== undefined && (o.chain === 'INPUT' || o.chain === 'PREROUTING')) throw new RuleError(`Can't use -o with ${o.chain}\n`);
    if (this.head.in !== undefined && (o.chain === 'OUTPUT' || o.chain === 'POSTROUTING')) throw new RuleError(`Can't use -i with ${o.chain}\n`);
    const matches: NfMatch[] = [];
    let target: NfTarget | undefined;
    for (const l of this.loaded) {
      const done = l.handler.done(this.head);
      if (l.isTarget) target = done as NfTarget;
      else matches.push(done as NfMatch);
    }
    if (target === undefined && this.jump !== undefined) {
      const { name, goto } = this.jump;
      if (!goto && (name === 'ACCEPT' || name === 'DROP' || name === 'RETURN')) target = { name };
      else target = goto ? { name: 'chain', chain: name, goto } : { name: 'chain', chain: name };
    }
    for (const s of this.sources ?? [undefined]) {
      for (const d of this.destinations ?? [undefined]) {
        o.rules.push({ ...address('source', s, this.notSource), ...address('destination', d, this.notDestination), ...this.head, matches, ...(target === undefined ? {} : { target }) });
      }
    }
    return o;
  }
}

/** An address that every packet has says nothing. */
function address(key: 'source' | 'destination', prefix: string | undefined, not: boolean): Partial<Pick<NfRule, 'source' | 'destination'>> {
  return prefix === undefined || (prefix.endsWith('/0') && !not) ? {} : { [key]: inv(prefix, not) };
}

/** Read a command line without its program's name. `table` is that of a restore. Throws RuleError. */
export function parseCommand(args: readonly string[], c: Context, table?: NfTable): Command {
  return new Parser(args, c, table).parse();
}
