/** od: dump files in octal and other formats (coreutils 9.1). Left out: --strings, long doubles. */
import type { Task } from '../../../abi/sys.ts';
import { concatBytes, EMPTY } from '../../../base/bytes.ts';
import { readFd, readFile } from '../../libc/stdio.ts';
import { parseSize } from '../../libc/numfmt.ts';
import { Die, tool, type Tool } from '../../libc/tool.ts';

const help = `Usage: % [OPTION]... [FILE]...
  or:  % [-abcdfilosx]... [FILE] [[+]OFFSET[.][b]]
Write FILE in an unambiguous form, octal words of two bytes when nothing else is said.
Without FILE, or for the FILE -, standard input is read.

  -A, --address-radix=RADIX   addresses in RADIX: d, o, x, or n for none
      --endian={big|little}   swap bytes as the order says
  -j, --skip-bytes=BYTES      skip BYTES first
  -N, --read-bytes=BYTES      dump at most BYTES
  -t, --format=TYPE           the format; may be given more than once
  -v, --output-duplicates     do not mark equal lines with *
  -w[BYTES], --width[=BYTES]  BYTES a line (32 when left out, 16 without the option)
      --help        show this text and exit
      --version     show the version and exit

Short formats: -a (-t a), -b (-t o1), -c (-t c), -d (-t u2), -f (-t fF), -i (-t dI), -l (-t dL), -o (-t o2), -s (-t d2), -x (-t x2).
TYPE is a (names), c (characters), or d, f, o, u, x with a size 1, 2, 4, 8 or C, S, I, L, F, D; a z at the end adds the text.
`;

interface Format {
  readonly kind: 'a' | 'c' | 'd' | 'u' | 'o' | 'x' | 'f';
  readonly size: number;
  /** Columns of one value, without the blank before it. */
  readonly width: number;
  readonly text: boolean;
}

const NAMES = 'nul soh stx etx eot enq ack bel bs ht nl vt ff cr so si dle dc1 dc2 dc3 dc4 nak syn etb can em sub esc fs gs rs us sp'.split(' ');
const ESC: Readonly<Record<number, string>> = { 0: '\\0', 7: '\\a', 8: '\\b', 9: '\\t', 10: '\\n', 11: '\\v', 12: '\\f', 13: '\\r' };
const WIDTH: Readonly<Record<string, Readonly<Record<number, number>>>> = {
  o: { 1: 3, 2: 6, 4: 11, 8: 22 },
  x: { 1: 2, 2: 4, 4: 8, 8: 16 },
  d: { 1: 4, 2: 6, 4: 11, 8: 20 },
  u: { 1: 3, 2: 5, 4: 10, 8: 20 },
  f: { 4: 15, 8: 24 },
};
const SIZES: Readonly<Record<string, number>> = { C: 1, S: 2, I: 4, L: 8, F: 4, D: 8 };

function parseTypes(t: Tool, text: string): Format[] {
  const out: Format[] = [];
  let rest = text;
  while (rest !== '') {
    const m = /^([acdfoux])(?:([CSILFD])|(\d+))?(z?)/.exec(rest);
    if (m === null) throw new Die(`invalid character '${rest[0]}' in type string ${t.quote(text)}`);
    const kind = m[1] as Format['kind'];
    const fallback = kind === 'f' ? 8 : kind === 'a' || kind === 'c' ? 1 : 4;
    const size = kind === 'a' || kind === 'c' ? 1 : m[2] !== undefined ? SIZES[m[2]]! : m[3] !== undefined ? Number(m[3]) : fallback;
    const width = kind === 'a' || kind === 'c' ? 3 : WIDTH[kind]![size];
    if (width === undefined) throw new Die(`invalid type string ${t.quote(text)};\nthis system doesn't provide a ${size}-byte ${kind === 'f' ? 'floating point' : 'integral'} type`);
    out.push({ kind, size, width, text: m[4] === 'z' });
    rest = rest.slice(m[0].length);
  }
  return out;
}

/** The shortest decimal text that reads back as the same float, as od prints it. */
function floatText(value: number, single: boolean): string {
  if (Number.isNaN(value)) return 'nan';
  if (!Number.isFinite(value)) return value < 0 ? '-inf' : 'inf';
  const max = single ? 9 : 17;
  const subnormal = value !== 0 && Math.abs(value) < (single ? 1.1754943508222875e-38 : 2.2250738585072014e-308);
  for (let p = subnormal ? 1 : single ? 6 : 15; p <= max; p++) {
    const s = value.toPrecision(p);
    if ((single ? Math.fround(Number(s)) : Number(s)) === value || p === max) {
      const e = value === 0 ? 0 : Math.floor(Math.log10(Math.abs(value)));
      if (e < -4 || e >= p) return value.toExponential(p - 1).replace(/\.?0+e/, 'e').replace(/e([-+])(\d)$/, 'e$10$2');
      return s.includes('.') ? s.replace(/\.?0+$/, '') : s;
    }
  }
  return String(value);
}

function cell(f: Format, view: DataView, at: number, little: boolean): string {
  if (f.kind === 'a') {
    const c = view.getUint8(at) & 127;
    return c === 127 ? 'del' : (NAMES[c] ?? String.fromCharCode(c));
  }
  if (f.kind === 'c') {
    const c = view.getUint8(at);
    return ESC[c] ?? (c >= 32 && c < 127 ? String.fromCharCode(c) : c.toString(8).padStart(3, '0'));
  }
  if (f.kind === 'f') return floatText(f.size === 4 ? view.getFloat32(at, little) : view.getFloat64(at, little), f.size === 4);
  const signed = f.kind === 'd';
  const value =
    f.size === 1 ? BigInt(signed ? view.getInt8(at) : view.getUint8(at))
    : f.size === 2 ? BigInt(signed ? view.getInt16(at, little) : view.getUint16(at, little))
    : f.size === 4 ? BigInt(signed ? view.getInt32(at, little) : view.getUint32(at, little))
    : signed ? view.getBigInt64(at, little) : view.getBigUint64(at, little);
  if (f.kind === 'o') return value.toString(8).padStart(f.width, '0');
  if (f.kind === 'x') return value.toString(16).padStart(f.width, '0');
  return String(value);
}

export const od = tool({ name: 'od', help, support: { level: 'partial', note: '--strings and long doubles are not simulated.' } }, function* (t): Task<number> {
  const formats: Format[] = [];
  let radix = 'o';
  let skip = 0;
  let limit = Infinity;
  let all = false;
  let width: number | undefined;
  let little = true;
  const size = (arg: string, option: string): number => {
    const hex = /^0[xX]([0-9a-fA-F]+)$/.exec(arg);
    const octal = /^0([0-7]+)$/.exec(arg);
    const n = hex !== null ? parseInt(hex[1]!, 16) : octal !== null ? parseInt(octal[1]!, 8) : parseSize(arg);
    if (typeof n !== 'number') throw new Die(n === 'suffix' ? `invalid suffix in ${option} argument '${arg}'` : `invalid ${option} argument '${arg}'`);
    return n;
  };
  const short: Readonly<Record<string, string>> = { a: 'a', b: 'o1', c: 'c', d: 'u2', f: 'fF', h: 'x2', i: 'dI', l: 'dL', o: 'o2', s: 'd2', x: 'x2', e: 'fD', B: 'o2', D: 'u4', F: 'fD', H: 'x4', I: 'dL', L: 'dL', O: 'o4', X: 'x4' };
  const long = { 'skip-bytes': 'j:', 'address-radix': 'A:', 'read-bytes': 'N:', format: 't:', 'output-duplicates': 'v', strings: 'S::', traditional: '!', width: 'w::', endian: 'endian:' };
  const files = yield* t.options('A:aBbcDdeFfHhIij:LlN:OoS:st:vw::Xx', long, ({ key, arg, has }) => {
    if (key === 'A') {
      if (!/^[doxn]$/.test(arg[0] ?? '')) throw new Die(`invalid output address radix '${arg[0] ?? ''}'; it must be one character from [doxn]`);
      radix = arg[0]!;
    } else if (key === 'j') skip = size(arg, '-j');
    else if (key === 'N') limit = size(arg, '-N');
    else if (key === 't') formats.push(...parseTypes(t, arg));
    else if (key === 'v') all = true;
    else if (key === 'w') width = has ? size(arg, '-w') : 32;
    else if (key === 'endian') little = !'big'.startsWith(arg);
    else if (key === 'S') throw new Die('glasshull: od --strings is not simulated');
    else if (short[key] !== undefined) formats.push(...parseTypes(t, short[key]));
  });
  if (formats.length === 0) formats.push(...parseTypes(t, 'o2'));
  const unit = Math.max(...formats.map((f) => f.size));
  let perLine = width ?? 16;
  if (perLine % unit !== 0) {
    yield* t.warn(`warning: invalid width ${perLine}; using ${unit} instead`);
    perLine = unit;
  }
  const parts: Uint8Array[] = [EMPTY];
  let status = 0;
  for (const name of files.length === 0 ? ['-'] : files) {
    try {
      parts.push(name === '-' ? yield* readFd(t.sys, 0) : yield* readFile(t.sys, name));
    } catch (e) {
      yield* t.warnFile(name, e);
      status = 1;
    }
  }
  if (parts.length === 1) return status;
  const whole = concatBytes(parts);
  if (skip > whole.length) throw new Die('cannot skip past end of combined input');
  const data = whole.subarray(skip, Math.min(whole.length, skip + limit));
  const address = (n: number): string => (radix === 'n' ? '' : radix === 'x' ? n.toString(16).padStart(6, '0') : n.toString(radix === 'o' ? 8 : 10).padStart(7, '0'));
  // Columns line up by the widest format a unit.
  const blockWidth = Math.max(...formats.map((f) => (f.width + 1) * (unit / f.size)));
  let previous = '';
  let starred = false;
  for (let at = 0; at < data.length; at += perLine) {
    const line = data.subarray(at, at + perLine);
    const raw = line.length === perLine ? String.fromCharCode(...line) : undefined;
    if (!all && raw !== undefined && raw === previous && at > 0) {
      if (!starred) t.out.put('*\n');
      starred = true;
      continue;
    }
    starred = false;
    previous = raw ?? '';
    const padded = new Uint8Array(perLine);
    padded.set(line);
    const view = new DataView(padded.buffer);
    formats.forEach((f, k) => {
      let text = k === 0 ? address(skip + at) : ' '.repeat(address(0).length);
      const field = (blockWidth * f.size) / unit;
      let carry = 0;
      for (let i = 0; i < line.length; i += f.size) {
        const exact = field + carry;
        const w = Math.floor(exact + 1e-9);
        carry = exact - w;
        text += cell(f, view, i, little).padStart(w);
      }
      if (f.text) {
        const missing = Math.floor((perLine - Math.ceil(line.length / f.size) * f.size) / f.size);
        text += ' '.repeat(Math.round(missing * field));
        text += `  >${[...line].map((c) => (c >= 32 && c < 127 ? String.fromCharCode(c) : '.')).join('')}<`;
      }
      t.out.put(`${text}\n`);
    });
    if (t.out.full) yield* t.out.flush();
  }
  if (radix !== 'n') t.out.put(`${address(skip + data.length)}\n`);
  return status;
});
