/**
 * Command line flags as github.com/spf13/pflag parses them, and the values that Docker's own flag types take.
 *
 * A flag set is written as text, one flag a line, and is only taken apart when its command runs:
 *
 *     SHORT NAME[>TARGET] TYPE[:CHECK][=DEFAULT] DESCRIPTION
 *
 * SHORT is a letter or `-`; a line that begins with `!` is hidden, one with `?` is deprecated and says what to use instead, one with `%`, `~` or `^` needs
 * an experimental daemon, one on Windows, a swarm manager; TARGET is the flag whose value it sets (an old spelling); CHECK names
 * a validator of ./opts.ts; DEFAULT is what help shows; `\n` in a description breaks the line.
 * Left out: optional values other than of bools.
 */
import { GoError, parseBool, quote, quoteRune } from './go/strconv.ts';
import { CHECKS, convert } from './opts.ts';

/** What the daemon must be for a command or a flag to be offered: hidden in help where it is known not to be so. */
export type Need = 'experimental' | 'windows' | 'manager' | 'active';

/** One flag. */
export interface FlagSpec {
  readonly short: string;
  readonly name: string;
  readonly target: string;
  /** As help shows it: 'bool', 'list', 'string', ... */
  readonly type: string;
  readonly check: string;
  readonly fallback: string;
  readonly description: string;
  readonly hidden: boolean;
  readonly deprecated: boolean;
  readonly needs: Need | undefined;
}

/** A command's flags: by name and by letter. */
export interface FlagSet {
  readonly all: readonly FlagSpec[];
  readonly long: ReadonlyMap<string, FlagSpec>;
  readonly short: ReadonlyMap<string, FlagSpec>;
}

const NEEDS: Readonly<Record<string, Need | undefined>> = { '%': 'experimental', '~': 'windows', '^': 'manager' };

const LINE = /^([!?%~^]?)(\S) ([^\s>]+)(?:>(\S+))? ([^\s:=]+)(?::([^\s=]+))?(?:=(\S+))?(?: (.*))?$/;

function parseLine(line: string): FlagSpec {
  const m = LINE.exec(line)!;
  return {
    hidden: m[1] === '!' || m[1] === '?',
    needs: NEEDS[m[1]!],
    deprecated: m[1] === '?',
    short: m[2] === '-' ? '' : m[2]!,
    name: m[3]!,
    target: m[4] ?? m[3]!,
    type: m[5]!,
    check: m[6] ?? '',
    fallback: m[7] ?? '',
    description: (m[8] ?? '').replaceAll('\\n', '\n'),
  };
}

const sets = new Map<string, FlagSet>();

/** The flag set that `text` describes. Kept: sets are constant. Every set has --help, unless it defines its own. */
export function flagSet(text: string): FlagSet {
  let set = sets.get(text);
  if (set !== undefined) return set;
  const all = text
    .split('\n')
    .filter((line) => line !== '')
    .map(parseLine);
  const long = new Map<string, FlagSpec>();
  const short = new Map<string, FlagSpec>();
  for (const flag of all) {
    long.set(flag.name, flag);
    if (flag.short !== '') short.set(flag.short, flag);
  }
  set = { all, long, short };
  sets.set(text, set);
  return set;
}

/** A flag's value: what its type makes of the texts given. */
export type FlagValue = string | number | boolean | string[] | Map<string, string[]> | Record<string, string> | object[];

/** What a parsed command line holds. Asking for a flag that the command does not have gives the type's zero value. */
export class Flags {
  /** Arguments that are no flags. */
  readonly args: string[] = [];
  /** --help was given. */
  help = false;
  /** What pflag says of deprecated flags that were given. */
  readonly notes: string[] = [];
  private readonly values = new Map<string, FlagValue>();
  private readonly set: FlagSet;

  constructor(set: FlagSet) {
    this.set = set;
  }

  changed(name: string): boolean {
    return this.values.has(name);
  }
  /** Was any flag given? */
  anyChanged(): boolean {
    return this.values.size > 0;
  }
  bool(name: string): boolean {
    const v = this.values.get(name);
    return v === undefined ? this.set.long.get(name)?.fallback === 'true' : v === true;
  }
  str(name: string): string {
    const v = this.values.get(name);
    return typeof v === 'string' ? v : (this.set.long.get(name)?.fallback ?? '');
  }
  num(name: string): number {
    const v = this.values.get(name);
    return typeof v === 'number' ? v : Number.parseInt(this.set.long.get(name)?.fallback ?? '', 10) || 0;
  }
  list(name: string): string[] {
    const v = this.values.get(name);
    return Array.isArray(v) ? (v as string[]) : [];
  }
  /** Values of types that make records: mount, network, ulimit, gpu-request, device limits. */
  records<T extends object>(name: string): T[] {
    const v = this.values.get(name);
    return Array.isArray(v) ? (v as T[]) : [];
  }
  map(name: string): Record<string, string> {
    const v = this.values.get(name);
    return v !== undefined && typeof v === 'object' && !Array.isArray(v) && !(v instanceof Map) ? v : {};
  }
  /** `--filter`: name to values, in order. */
  filters(name = 'filter'): Map<string, string[]> {
    const v = this.values.get(name);
    return v instanceof Map ? v : new Map<string, string[]>();
  }
  store(name: string, value: FlagValue): void {
    this.values.set(name, value);
  }
  value(name: string): FlagValue | undefined {
    return this.values.get(name);
  }
}

/** What a validator may look at: the client's environment. */
export interface FlagContext {
  env(name: string): string | undefined;
  cwd(): string;
}

function assign(flags: Flags, flag: FlagSpec, text: string, context: FlagContext): void {
  if (flag.deprecated) flags.notes.push(`Flag --${flag.name} has been deprecated, ${flag.description}`);
  try {
    if (flag.type === 'bool') {
      flags.store(flag.target, parseBool(text));
      return;
    }
    const check = flag.check === '' ? undefined : CHECKS[flag.check];
    flags.store(flag.target, convert(flag, check === undefined ? text : check(text, context), flags.value(flag.target), context));
  } catch (e) {
    if (!(e instanceof GoError)) throw e;
    const name = flag.short === '' ? `--${flag.name}` : `-${flag.short}, --${flag.name}`;
    throw new GoError(`invalid argument ${quote(text)} for ${quote(name)} flag: ${e.message}`);
  }
}

/**
 * Parse `args`. With `interspersed` false the first argument that is no flag ends them. Throws {@link GoError} with pflag's text.
 */
export function parseFlags(set: FlagSet, args: readonly string[], interspersed: boolean, context: FlagContext): Flags {
  const flags = new Flags(set);
  let i = 0;
  while (i < args.length) {
    const arg = args[i++]!;
    if (arg.length < 2 || arg[0] !== '-') {
      flags.args.push(arg);
      if (interspersed) continue;
      break;
    }
    if (arg === '--') break;
    if (arg[1] === '-') {
      const eq = arg.indexOf('=');
      const name = eq < 0 ? arg.slice(2) : arg.slice(2, eq);
      if (name === '' || name[0] === '-') throw new GoError(`bad flag syntax: ${arg}`);
      const flag = set.long.get(name);
      if (flag === undefined) {
        if (name !== 'help') throw new GoError(`unknown flag: --${name}`);
        try {
          flags.help = eq < 0 || parseBool(arg.slice(eq + 1));
        } catch (e) {
          throw e instanceof GoError ? new GoError(`invalid argument ${quote(arg.slice(eq + 1))} for "--help" flag: ${e.message}`) : e;
        }
        continue;
      }
      if (eq >= 0) assign(flags, flag, arg.slice(eq + 1), context);
      else if (flag.type === 'bool') assign(flags, flag, 'true', context);
      else if (i < args.length) assign(flags, flag, args[i++]!, context);
      else throw new GoError(`flag needs an argument: ${arg}`);
      if (name === 'help') flags.help = flags.bool('help');
      continue;
    }
    for (let letters = arg.slice(1); letters !== ''; ) {
      const c = String.fromCodePoint(letters.codePointAt(0)!);
      const rest = letters.slice(c.length);
      const flag = set.short.get(c);
      if (flag === undefined) {
        if (c !== 'h') throw new GoError(`unknown shorthand flag: ${quoteRune(c)} in -${letters}`);
        flags.help = true;
        flags.notes.push('Flag shorthand -h has been deprecated, use --help');
        letters = rest;
        continue;
      }
      letters = '';
      if (rest.length > 1 && rest[0] === '=') assign(flags, flag, rest.slice(1), context);
      else if (flag.type === 'bool') {
        assign(flags, flag, 'true', context);
        letters = rest;
      } else if (rest !== '') assign(flags, flag, rest, context);
      else if (i < args.length) assign(flags, flag, args[i++]!, context);
      else throw new GoError(`flag needs an argument: ${quoteRune(c)} in -${c}${rest}`);
    }
  }
  while (i < args.length) flags.args.push(args[i++]!);
  return flags;
}
