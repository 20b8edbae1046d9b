/** seq: print a sequence of numbers (coreutils 9.1). Decimal arguments are added exactly, not in floating point. */
import type { Task } from '../../../abi/sys.ts';
import { formatFloat, parseSpec, type Layout } from '../../libc/printf.ts';
import { Die, tool, type Tool } from '../../libc/tool.ts';

const help = `Usage: % [OPTION]... LAST
  or:  % [OPTION]... FIRST LAST
  or:  % [OPTION]... FIRST INCREMENT LAST
Print the numbers from FIRST to LAST, in steps of INCREMENT.

  -f, --format=FORMAT      print each number with FORMAT, as printf has it
  -s, --separator=STRING   put STRING between the numbers (default: \\n)
  -w, --equal-width        pad with zeroes in front to equal width
      --help        show this text and exit
      --version     show the version and exit

FIRST and INCREMENT are 1 when left out. FORMAT has one of %a %e %f %g %A %E %F %G.
`;

/** A number: exact as `units` / 10^`scale` when written in decimal. */
interface Num {
  readonly value: number;
  readonly units: bigint | undefined;
  readonly scale: number;
  /** Characters of the integer part as written, with sign. */
  readonly width: number;
}

function parse(t: Tool, text: string): Num {
  const s = text.trim();
  const m = /^([-+]?)(\d*)(?:\.(\d*))?$/.exec(s);
  if (m !== null && (m[2] !== '' || (m[3] ?? '') !== '')) {
    const fraction = m[3] ?? '';
    const units = BigInt(`${m[2]}${fraction}` || '0');
    const width = Math.max(1, m[2]!.length) + (m[1] === '-' ? 1 : 0);
    return { value: Number(s), units: m[1] === '-' ? -units : units, scale: fraction.length, width };
  }
  const e = /^([-+]?)(\d*)(?:\.(\d*))?[eE]([-+]?\d+)$/.exec(s);
  if (e !== null && (e[2] !== '' || (e[3] ?? '') !== '')) {
    const exponent = Number(e[4]) - (e[3] ?? '').length;
    const digits = BigInt(`${e[1] === '-' ? '-' : ''}${e[2]}${e[3] ?? ''}`);
    const units = exponent >= 0 ? digits * 10n ** BigInt(Math.min(exponent, 400)) : digits;
    const scale = Math.max(0, -exponent);
    return { value: Number(s), units, scale, width: String(units).length };
  }
  const x = /^([-+]?)0[xX]([0-9a-fA-F]+)$/.exec(s);
  if (x !== null) {
    const units = BigInt(`0x${x[2]}`) * (x[1] === '-' ? -1n : 1n);
    return { value: Number(units), units, scale: 0, width: String(units).length };
  }
  if (/^[-+]?nan$/i.test(s)) throw new Die(`invalid ${t.quote('not-a-number')} argument: ${t.quote(text)}`, 1, true);
  const inf = /^([-+]?)inf(?:inity)?$/i.exec(s);
  if (inf !== null) return { value: inf[1] === '-' ? -Infinity : Infinity, units: undefined, scale: 0, width: 3 };
  throw new Die(`invalid floating point argument: ${t.quote(text)}`, 1, true);
}

interface Format {
  readonly before: string;
  readonly after: string;
  readonly conv: string;
  readonly layout: Layout;
}

function parseFormat(t: Tool, format: string): Format {
  let spec: { readonly at: number; readonly length: number; readonly conv: string; readonly layout: Layout } | undefined;
  for (let i = 0; i < format.length; i++) {
    if (format[i] !== '%') continue;
    if (format[i + 1] === '%') {
      i++;
      continue;
    }
    if (spec !== undefined) throw new Die(`format ${t.quote(format)} has too many % directives`);
    const s = parseSpec(format, i);
    if (s === undefined) throw new Die(`format ${t.quote(format)} ends in %`);
    if (!'aefgAEFG'.includes(s.conv)) throw new Die(`format ${t.quote(format)} has unknown %${s.conv} directive`);
    spec = { at: i, length: s.length, conv: s.conv, layout: { flags: s.flags, width: Number(s.width ?? 0), precision: s.precision === undefined ? undefined : Number(s.precision) } };
    i += s.length - 1;
  }
  if (spec === undefined) throw new Die(`format ${t.quote(format)} has no % directive`);
  const plain = (text: string): string => text.replaceAll('%%', '%');
  return { before: plain(format.slice(0, spec.at)), after: plain(format.slice(spec.at + spec.length)), conv: spec.conv, layout: spec.layout };
}

function fixed(units: bigint, scale: number): string {
  if (scale === 0) return String(units);
  const digits = String(units < 0n ? -units : units).padStart(scale + 1, '0');
  return `${units < 0n ? '-' : ''}${digits.slice(0, -scale)}.${digits.slice(-scale)}`;
}

export const seq = tool({ name: 'seq', help }, function* (t): Task<number> {
  let separator = '\n';
  let equalWidth = false;
  let format: string | undefined;
  // Negative numbers are no options: stop in front of the first.
  const cut = t.args.findIndex((a) => /^-[.\d]/.test(a));
  const args = cut < 0 ? t.args : [...t.args.slice(0, cut), '--', ...t.args.slice(cut)];
  const operands = yield* t.options('+f:s:w', { 'equal-width': 'w', format: 'f:', separator: 's:' }, ({ key, arg }) => {
    if (key === 'f') format = arg;
    else if (key === 's') separator = arg;
    else equalWidth = true;
  }, args);
  if (cut >= 0 && operands.includes('--') && args.indexOf('--') === cut) {
    const at = operands.indexOf('--');
    if (at >= 0) operands.splice(at, 1);
  }
  if (operands.length === 0) throw new Die('missing operand', 1, true);
  if (operands.length > 3) throw new Die(`extra operand ${t.quote(operands[3]!)}`, 1, true);
  const f = format === undefined ? undefined : parseFormat(t, format);
  const nums = operands.map((o) => parse(t, o));
  const one: Num = { value: 1, units: 1n, scale: 0, width: 1 };
  const first = nums.length > 1 ? nums[0]! : one;
  const step = nums.length > 2 ? nums[1]! : one;
  const last = nums[nums.length - 1]!;
  if (step.value === 0) throw new Die(`invalid Zero increment value: ${t.quote(operands[1]!)}`, 1, true);
  if (format !== undefined && equalWidth) throw new Die('format string may not be specified when printing equal width strings', 1, true);
  const scale = Math.max(first.scale, step.scale);
  const exact = Math.max(scale, last.scale);
  const unit = (n: Num): bigint => n.units! * 10n ** BigInt(exact - n.scale);
  let x = unit(first);
  const increment = unit(step);
  const end = last.units === undefined ? undefined : unit(last);
  const drop = 10n ** BigInt(exact - scale);
  let width = 0;
  if (equalWidth && end !== undefined) {
    const lastShown = x + ((end - x) / increment) * increment;
    width = Math.max(first.width, last.width, String(x / 10n ** BigInt(exact)).length + (x < 0n && x > -(10n ** BigInt(exact)) ? 1 : 0)) + (scale > 0 ? scale + 1 : 0);
    width = Math.max(width, fixed(lastShown / drop, scale).length);
  }
  const show = (v: bigint): string => {
    if (f !== undefined) return f.before + formatFloat(Number(fixed(v, exact)), f.conv, { ...f.layout, flags: `${f.layout.flags}L` }) + f.after;
    const text = fixed(v / drop, scale);
    if (width === 0) return text;
    return text.startsWith('-') ? `-${text.slice(1).padStart(width - 1, '0')}` : text.padStart(width, '0');
  };
  const infinite = end === undefined && last.value > 0 === increment > 0n;
  if (end === undefined && !infinite) return 0;
  let any = false;
  if (f === undefined && width === 0 && exact === 0 && end !== undefined && Math.abs(first.value) < 2 ** 50 && Math.abs(last.value) < 2 ** 50 && Math.abs(step.value) < 2 ** 50) {
    const by = step.value;
    let text = '';
    for (let n = first.value; by > 0 ? n <= last.value : n >= last.value; n += by) {
      text += any ? separator + n : n;
      any = true;
      if (text.length > 16384) {
        t.out.put(text);
        text = '';
        if (t.sys.charge(200000)) yield* t.sys.schedYield();
        if (t.out.full) yield* t.out.flush();
      }
    }
    t.out.put(text);
  } else {
    while (infinite || (increment > 0n ? x <= end! : x >= end!)) {
      t.out.put((any ? separator : '') + show(x));
      any = true;
      x += increment;
      if (t.sys.charge(300)) yield* t.sys.schedYield();
      if (t.out.full) yield* t.out.flush();
    }
  }
  if (any) t.out.put('\n');
  return 0;
});
