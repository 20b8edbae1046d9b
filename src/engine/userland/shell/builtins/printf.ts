/** printf: the format is reused until the arguments are used up. Numbers are C's, with bash's messages. */
import { decodeUtf8, encodeUtf8 } from '../../../base/bytes.ts';
import { strftime } from '../../libc/time.ts';
import { escapeAt, joinBytes } from '../expand/ansi.ts';
import { backslashQuote, shellQuote } from '../expand/quote.ts';
import { ExpansionError } from '../state/errors.ts';
import { isName, setElement, setScalar } from '../state/assign.ts';
import type { Shell } from '../state/shell.ts';
import { echoEscapes } from './echo.ts';
import { formatFloat } from './float.ts';
import type { Builtin } from './table.ts';
import { usage } from './util.ts';
import { localTime } from '../state/prompt.ts';

interface Run {
  readonly sh: Shell;
  readonly args: readonly string[];
  at: number;
  status: number;
  stop: boolean;
}

function printf(sh: Shell, argv: readonly string[]): number {
  let i = 1;
  let name: string | undefined;
  if (sh.bash) {
    if (argv[i] === '-v') {
      name = argv[i + 1];
      if (name === undefined) {
        sh.fail('-v: option requires an argument');
        return usage(sh);
      }
      if (!/^[A-Za-z_]\w*(\[.+\])?$/s.test(name)) return sh.fail(`\`${name}': not a valid identifier`, 2);
      i += 2;
    } else if (argv[i]?.startsWith('-v') === true) {
      name = argv[i]!.slice(2);
      i++;
    } else if (argv[i] !== '--' && argv[i] !== undefined && /^-./.test(argv[i]!)) {
      sh.fail(`${argv[i]!.slice(0, 2)}: invalid option`);
      return usage(sh);
    }
  }
  if (argv[i] === '--') i++;
  const format = argv[i];
  if (format === undefined) {
    if (sh.bash) return usage(sh);
    sh.fail('usage: printf format [arg ...]');
    return 2;
  }
  const run: Run = { sh, args: argv.slice(i + 1), at: 0, status: 0, stop: false };
  let out = '';
  do {
    const before = run.at;
    out += once(run, format);
    if (run.at === before) break;
  } while (run.at < run.args.length && !run.stop);
  out = joinBytes(out);
  if (name === undefined) sh.print(out);
  else {
    const m = /^(\w+)\[([^]*)\]$/.exec(name);
    if (m !== null) setElement(sh, m[1]!, m[2]!, out);
    else if (isName(name)) setScalar(sh, name, out);
    else throw new ExpansionError(`\`${name}': not a valid identifier`);
  }
  return run.status;
}

/** The format once. */
function once(run: Run, format: string): string {
  let out = '';
  for (let i = 0; i < format.length && !run.stop; ) {
    const c = format[i]!;
    if (c === '\\') {
      const n = format[i + 1];
      if (n === 'c' && !run.sh.bash) {
        run.stop = true;
        break;
      }
      if (n === "'" || n === '"' || n === '?') {
        out += n;
        i += 2;
        continue;
      }
      const e = n === undefined ? undefined : escapeAt(format, i, 3);
      if (e === undefined) {
        if ((n === 'x' || n === 'u' || n === 'U') && run.sh.bash) run.sh.fail(n === 'x' ? 'missing hex digit for \\x' : `missing unicode digit for \\${n}`);
        out += n === undefined ? '\\' : `\\${n}`;
        i += 2;
      } else {
        out += e.value;
        i += e.length;
      }
      continue;
    }
    if (c !== '%') {
      out += c;
      i++;
      continue;
    }
    if (format[i + 1] === '%') {
      out += '%';
      i += 2;
      continue;
    }
    const m = /^%([-+ 0#']*)(\*|\d+)?(?:\.(\*|-?\d*))?(?:hh|h|ll|l|L|j|t|z|q)?(\([^)]*\)T|[^]?)/.exec(format.slice(i))!;
    // %q is a conversion of its own, not a length: look again without lengths when it was eaten.
    let [all, flags, width, precision, conv] = m as unknown as [string, string, string | undefined, string | undefined, string];
    const q = /^%([-+ 0#']*)(\*|\d+)?(?:\.(\*|-?\d*))?([qQ])/.exec(format.slice(i));
    if (q !== null) [all, flags, width, precision, conv] = q as unknown as [string, string, string | undefined, string | undefined, string];
    const text = convert(run, flags, width, precision, conv, all);
    if (text === undefined) return out;
    out += text;
    i += all.length;
  }
  return out;
}

function next(run: Run): string | undefined {
  return run.args[run.at++];
}

function convert(run: Run, flags0: string, width0: string | undefined, precision0: string | undefined, conv: string, spec: string): string | undefined {
  let flags = flags0;
  let width = width0 === undefined ? 0 : width0 === '*' ? number(run, next(run)) : Number(width0);
  if (width < 0) {
    flags += '-';
    width = -width;
  }
  let precision = precision0 === undefined ? undefined : precision0 === '*' ? number(run, next(run)) : Number(precision0 === '' ? 0 : precision0);
  if (precision !== undefined && precision < 0) precision = undefined;
  const pad = (s: string, zero = false): string => {
    const n = bytes(s);
    if (n >= width) return s;
    if (flags.includes('-')) return s + ' '.repeat(width - n);
    if (zero && flags.includes('0')) {
      const sign = /^[+\- ]?(?:0[xX])?/.exec(s)![0];
      return sign + '0'.repeat(width - n) + s.slice(sign.length);
    }
    return ' '.repeat(width - n) + s;
  };
  const cut = (s: string): string => (precision === undefined ? s : bytes(s) === s.length ? s.slice(0, precision) : decodeUtf8(encodeUtf8(s).subarray(0, precision)));
  if (conv.endsWith('T')) {
    const arg = next(run);
    const now = run.sh.sys.now_ms();
    const t = arg === undefined || arg === '' || arg === '-1' ? now : arg === '-2' ? run.sh.secondsBase_ms : number(run, arg) * 1000;
    const f = conv.slice(1, -2);
    return pad(cut(strftime(f === '' ? '%X' : f, localTime(run.sh, t))));
  }
  switch (conv) {
    case 's':
      return pad(cut(next(run) ?? ''));
    case 'c': {
      const s = next(run) ?? '';
      return pad([...s][0] ?? '\0');
    }
    case 'b': {
      const r = echoEscapes(next(run) ?? '');
      if (r.stop) run.stop = true;
      return pad(cut(r.text));
    }
    case 'q':
    case 'Q': {
      const s = next(run) ?? '';
      return pad(cut(run.sh.bash ? backslashQuote(s) : shellQuote(s)));
    }
    case 'd':
    case 'i': {
      const v = bigNumber(run, next(run));
      let digits = (v < 0n ? -v : v).toString();
      if (precision !== undefined) digits = digits.padStart(precision, '0');
      const sign = v < 0n ? '-' : flags.includes('+') ? '+' : flags.includes(' ') ? ' ' : '';
      return pad(sign + digits, precision === undefined);
    }
    case 'u':
    case 'o':
    case 'x':
    case 'X': {
      const v = BigInt.asUintN(64, bigNumber(run, next(run)));
      let digits = v.toString(conv === 'u' ? 10 : conv === 'o' ? 8 : 16);
      if (conv === 'X') digits = digits.toUpperCase();
      if (precision !== undefined) digits = digits.padStart(precision, '0');
      if (flags.includes('#') && v !== 0n) digits = conv === 'o' ? `0${digits}` : conv === 'u' ? digits : `0${conv}${digits}`;
      return pad(digits, precision === undefined);
    }
    case 'e':
    case 'E':
    case 'f':
    case 'F':
    case 'g':
    case 'G':
    case 'a':
    case 'A':
      return pad(formatFloat(float(run, next(run)), conv, precision, flags), true);
    case 'n':
      next(run);
      return '';
    default: {
      const { sh } = run;
      if (conv === '') sh.fail(`\`${spec}': missing format character`);
      else sh.fail(sh.bash ? `\`${conv}': invalid format character` : `%${conv}: invalid directive`);
      run.status = 1;
      run.stop = true;
      return undefined;
    }
  }
}

/** Widths and precisions count bytes, as in C. */
function bytes(s: string): number {
  return /[^\x00-\x7f]/.test(s) ? encodeUtf8(s).length : s.length;
}

function number(run: Run, text: string | undefined): number {
  return Number(bigNumber(run, text));
}

/** An integer argument: decimal, 0octal, 0xhex, or the code of the character after a quote. */
function bigNumber(run: Run, text: string | undefined): bigint {
  if (text === undefined || text === '') {
    if (text === '' && run.sh.dialect === 'dash') bad(run, text, 'expected numeric value');
    return 0n;
  }
  if (text[0] === "'" || text[0] === '"') return BigInt(characterCode(text.slice(1)));
  const m = /^[ \t\n]*([+-]?)(0[xX][0-9a-fA-F]+|0[0-7]*|[1-9][0-9]*)/.exec(text);
  if (m === null) {
    bad(run, text, run.sh.bash ? 'invalid number' : 'expected numeric value');
    return 0n;
  }
  const digits = m[2]!;
  let v = BigInt(/^0[0-7]/.test(digits) ? `0o${digits.slice(1)}` : digits);
  if (m[1] === '-') v = -v;
  if (m[0].length !== text.length) bad(run, text, run.sh.bash ? (/^[ \t\n]*[+-]?0[0-9]/.test(text) && /^[0-9]+$/.test(text) ? 'invalid octal number' : 'invalid number') : 'not completely converted');
  if (v > 9223372036854775807n || v < -9223372036854775808n) {
    const big = v > 18446744073709551615n || v < 0n;
    if (v > 0n && !big) return v;
    run.sh.error(`${run.sh.builtinName}: warning: ${text}: Numerical result out of range`);
    run.status = run.sh.bash ? run.status : 1;
    return v < 0n ? -9223372036854775808n : 9223372036854775807n;
  }
  return v;
}

function characterCode(s: string): number {
  const code = s.codePointAt(0) ?? 0;
  return code >= 0xdc80 && code <= 0xdcff ? encodeUtf8(s)[0]! : code;
}

function bad(run: Run, text: string, what: string): void {
  run.sh.fail(`${text}: ${what}`);
  run.status = 1;
}

function float(run: Run, text: string | undefined): number {
  if (text === undefined || text === '') return 0;
  if (text[0] === "'" || text[0] === '"') return characterCode(text.slice(1));
  const t = text.trim();
  if (/^[+-]?inf(inity)?$/i.test(t)) return t.startsWith('-') ? -Infinity : Infinity;
  if (/^[+-]?nan$/i.test(t)) return NaN;
  const m = /^[+-]?(?:0[xX][0-9a-fA-F]+|(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)/.exec(t);
  if (m === null) {
    bad(run, text, 'invalid number');
    return 0;
  }
  if (m[0].length !== t.length) bad(run, text, 'invalid number');
  return Number(m[0].replace(/^([+-]?)(0[xX].*)$/, '$2')) * (/^-0[xX]/.test(m[0]) ? -1 : 1);
}

export const printfBuiltins: Record<string, Builtin> = {
  printf: { run: printf, usage: '[-v var] format [arguments]', about: 'Write the arguments as the format says.' },
};
