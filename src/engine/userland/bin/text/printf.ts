/** printf: format and print arguments (coreutils 9.1). */
import type { Task } from '../../../abi/sys.ts';
import { formatFloat, formatInteger, formatString, parseSpec, type Layout } from '../../libc/printf.ts';
import { quoteName } from '../../libc/err.ts';
import { Die, tool, type Tool } from '../../libc/tool.ts';
import { echoEscapes, escapeAt } from './escapes.ts';

const help = `Usage: % FORMAT [ARGUMENT]...
  or:  % OPTION
Print the ARGUMENTs as FORMAT says; it is used again while ARGUMENTs are left.

      --help        show this text and exit
      --version     show the version and exit

Escapes: \\" \\\\ \\a \\b \\c (print nothing more) \\e \\f \\n \\r \\t \\v \\NNN \\xHH \\uHHHH \\UHHHHHHHH
Conversions: %% %b (an ARGUMENT with escapes) %q (quoted for a shell), and those of C
with one of diouxXfeEgGaAcs; width and precision may be *.
`;

/** Runs one format. */
class Formatter {
  private index = 0;
  private readonly t: Tool;
  private readonly args: readonly string[];
  failed = false;
  constructor(t: Tool, args: readonly string[]) {
    this.t = t;
    this.args = args;
  }
  get used(): number {
    return this.index;
  }
  private take(): string | undefined {
    return this.args[this.index++];
  }

  private *checked(text: string, rest: string, range: boolean): Task<void> {
    if (range) yield* this.t.warn(`${this.t.quote(text)}: Numerical result out of range`);
    else if (rest === text) yield* this.t.warn(`${this.t.quote(text)}: expected a numeric value`);
    else if (rest !== '') yield* this.t.warn(`${this.t.quote(text)}: value not completely converted`);
    else return;
    this.failed = true;
  }

  private *integer(unsigned: boolean): Task<bigint> {
    const text = this.take();
    if (text === undefined) return 0n;
    if (/^['"]/.test(text)) return yield* this.character(text);
    const m = /^\s*([-+]?)(0[xX][0-9a-fA-F]+|0[0-7]*|[1-9]\d*)/.exec(text);
    if (m === null) {
      yield* this.checked(text, text, false);
      return 0n;
    }
    const digits = m[2]!;
    let value = BigInt(/^0[0-7]+$/.test(digits) ? `0o${digits.slice(1)}` : digits);
    if (m[1] === '-') value = -value;
    const max = unsigned ? 2n ** 64n - 1n : 2n ** 63n - 1n;
    const min = unsigned ? -(2n ** 64n) : -(2n ** 63n);
    const range = value > max || value < min;
    yield* this.checked(text, text.slice(m[0].length), range);
    return value > max ? max : value < min ? min : value;
  }

  private *character(text: string): Task<bigint> {
    const cp = text.codePointAt(1) ?? 0;
    const rest = text.slice(1 + String.fromCodePoint(cp).length);
    if (rest !== '' && text.length > 1) yield* this.t.warn(`warning: ${rest}: character(s) following character constant have been ignored`);
    return BigInt(cp >= 0xdc80 && cp <= 0xdcff ? cp - 0xdc00 : cp);
  }

  private *float(): Task<number> {
    const text = this.take();
    if (text === undefined) return 0;
    if (/^['"]/.test(text)) return Number(yield* this.character(text));
    const m = /^\s*([-+]?)(?:(0[xX][0-9a-fA-F]+)|(\d+\.?\d*(?:[eE][-+]?\d+)?|\.\d+(?:[eE][-+]?\d+)?)|(inf(?:inity)?)|(nan))/i.exec(text);
    yield* this.checked(text, m === null ? text : text.slice(m[0].length), false);
    if (m === null) return 0;
    const value = m[4] !== undefined ? Infinity : m[5] !== undefined ? NaN : Number(m[2] ?? m[3]);
    return m[1] === '-' ? -value : value;
  }

  /** One pass over the format; true when \c ended all output. */
  *pass(format: string): Task<boolean> {
    const out = this.t.out;
    for (let i = 0; i < format.length; i++) {
      const ch = format[i]!;
      if (ch === '\\') {
        const e = escapeAt(format, i + 1, false);
        if (e === undefined) {
          if (format[i + 1] === 'x') throw new Die('missing hexadecimal number in escape');
          out.put('\\');
          continue;
        }
        if (e.stop === true) return true;
        out.put(e.text);
        i += e.length;
        continue;
      }
      if (ch !== '%') {
        out.put(ch);
        continue;
      }
      if (format[i + 1] === '%') {
        out.put('%');
        i++;
        continue;
      }
      const s = parseSpec(format, i);
      if (s === undefined) throw new Die(`${format.slice(i)}: invalid conversion specification`);
      if (!'bqdiouxXfFeEgGaAcs'.includes(s.conv)) throw new Die(`${format.slice(i, i + s.length)}: invalid conversion specification`);
      let flags = s.flags;
      let width = s.width === '*' ? Number(yield* this.integer(false)) : (s.width ?? 0);
      if (width < 0) {
        flags += '-';
        width = -width;
      }
      let precision = s.precision === '*' ? Number(yield* this.integer(false)) : s.precision;
      if (precision !== undefined && precision < 0) precision = undefined;
      const l: Layout = { flags, width, precision };
      switch (s.conv) {
        case 'b': {
          const r = echoEscapes(this.take() ?? '');
          out.put(formatString(r.text, l));
          if (r.stop) return true;
          break;
        }
        case 'q':
          out.put(formatString(quoteName(this.take() ?? '', this.t.utf8), l));
          break;
        case 's':
          out.put(formatString(this.take() ?? '', l));
          break;
        case 'c':
          out.put(formatString((this.take() ?? '').slice(0, 1) || '\0', l));
          break;
        case 'd':
        case 'i':
        case 'o':
        case 'u':
        case 'x':
        case 'X':
          out.put(formatInteger(yield* this.integer(s.conv !== 'd' && s.conv !== 'i'), s.conv, l));
          break;
        default:
          out.put(formatFloat(yield* this.float(), s.conv, { ...l, flags: `${flags}L` }));
      }
      i += s.length - 1;
      if (out.full) yield* out.flush();
    }
    return false;
  }
}

export const printf = tool({ name: 'printf', help }, function* (t): Task<number> {
  let args = t.args;
  if (args.length === 1 && args[0] === '--help') return yield* t.help();
  if (args.length === 1 && args[0] === '--version') return yield* t.version();
  if (args[0] === '--') args = args.slice(1);
  const format = args[0];
  if (format === undefined) throw new Die('missing operand', 1, true);
  const f = new Formatter(t, args.slice(1));
  const total = args.length - 1;
  for (;;) {
    const before = f.used;
    if (yield* f.pass(format)) break;
    if (f.used === before && total > before) {
      yield* t.warn(`warning: ignoring excess arguments, starting with ${t.quote(args[1 + before]!)}`);
      break;
    }
    if (f.used >= total) break;
  }
  return f.failed ? 1 : 0;
});
