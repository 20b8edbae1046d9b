/**
 * getopt_long(3) of glibc: permutation, bundled short options, optional arguments, unambiguous abbreviations of long ones, and glibc's
 * messages. Options come one at a time, so that a program acts on `--help` before it meets a later mistake, as the real ones do.
 * Left out: POSIXLY_CORRECT, `W;` and long-only.
 */

/** A mistake in the options; `message` is glibc's, without the program's name. */
export class GetoptError {
  readonly message: string;
  constructor(message: string) {
    this.message = message;
  }
}

/** One option: what the table gave for it, and its argument ('' when it has none; see `has`). */
export interface Opt {
  /** The short letter, or the long option's value from the table. */
  readonly key: string;
  /** The argument, '' when there is none. */
  readonly arg: string;
  /** Was an argument given? */
  readonly has: boolean;
}

/**
 * Long options: name -> value to report, with ':' (argument required) or '::' (optional) appended. Several names may report the
 * same: `{ lines: 'n:', help: 'help' }`.
 */
export type LongOptions = Readonly<Record<string, string>>;

function argKind(spec: string): 0 | 1 | 2 {
  return spec.endsWith('::') ? 2 : spec.endsWith(':') ? 1 : 0;
}

/**
 * Iterates over the options of `args` (without argv[0]). `short` is getopt(3)'s string; a leading '+' stops at the first operand.
 * After the iteration `operands` holds the rest. Throws {@link GetoptError}.
 */
export class Getopt implements IterableIterator<Opt> {
  readonly operands: string[] = [];
  /** Index of the next argument to look at. */
  index = 0;
  private rest = '';
  private readonly args: readonly string[];
  private readonly short: string;
  private readonly long: LongOptions;
  private readonly stopAtOperand: boolean;
  constructor(args: readonly string[], short: string, long: LongOptions = {}) {
    this.args = args;
    this.stopAtOperand = short.startsWith('+');
    this.short = this.stopAtOperand ? short.slice(1) : short;
    this.long = long;
  }
  [Symbol.iterator](): this {
    return this;
  }
  next(): IteratorResult<Opt, undefined> {
    if (this.rest !== '') return { done: false, value: this.nextShort() };
    for (;;) {
      const arg = this.args[this.index];
      if (arg === undefined) break;
      if (arg === '--') {
        this.index++;
        break;
      }
      if (arg.length > 1 && arg.startsWith('-')) {
        this.index++;
        if (arg.startsWith('--')) return { done: false, value: this.nextLong(arg.slice(2)) };
        this.rest = arg.slice(1);
        return { done: false, value: this.nextShort() };
      }
      if (this.stopAtOperand) break;
      this.operands.push(arg);
      this.index++;
    }
    while (this.index < this.args.length) this.operands.push(this.args[this.index++]!);
    return { done: true, value: undefined };
  }
  private nextShort(): Opt {
    const cp = this.rest.codePointAt(0)!;
    const letter = String.fromCodePoint(cp);
    this.rest = this.rest.slice(letter.length);
    const at = letter === ':' || letter === ';' ? -1 : this.short.indexOf(letter);
    if (at < 0) throw new GetoptError(`invalid option -- '${letter}'`);
    if (this.short[at + 1] !== ':') return { key: letter, arg: '', has: false };
    if (this.rest !== '') {
      const arg = this.rest;
      this.rest = '';
      return { key: letter, arg, has: true };
    }
    if (this.short[at + 2] === ':') return { key: letter, arg: '', has: false };
    const arg = this.args[this.index];
    if (arg === undefined) throw new GetoptError(`option requires an argument -- '${letter}'`);
    this.index++;
    return { key: letter, arg, has: true };
  }
  private nextLong(text: string): Opt {
    const eq = text.indexOf('=');
    const typed = eq < 0 ? text : text.slice(0, eq);
    let name = typed;
    if (!Object.hasOwn(this.long, typed)) {
      const found = Object.keys(this.long).filter((n) => n.startsWith(typed));
      const first = found[0];
      if (first === undefined) throw new GetoptError(`unrecognized option '--${text}'`);
      if (found.some((n) => this.long[n] !== this.long[first])) {
        throw new GetoptError(`option '--${text}' is ambiguous; possibilities: ${found.map((n) => `'--${n}'`).join(' ')}`);
      }
      name = first;
    }
    const spec = this.long[name]!;
    const kind = argKind(spec);
    const key = spec.slice(0, spec.length - kind);
    if (eq >= 0) {
      if (kind === 0) throw new GetoptError(`option '--${name}' doesn't allow an argument`);
      return { key, arg: text.slice(eq + 1), has: true };
    }
    if (kind !== 1) return { key, arg: '', has: false };
    const arg = this.args[this.index];
    if (arg === undefined) throw new GetoptError(`option '--${name}' requires an argument`);
    this.index++;
    return { key, arg, has: true };
  }
}

/** The line that GNU programs print after a usage error. */
export function tryHelp(program: string): string {
  return `Try '${program} --help' for more information.\n`;
}
