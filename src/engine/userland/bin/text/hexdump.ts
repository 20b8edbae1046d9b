/** hexdump, hd (bsdextrautils 2.38) and xxd (vim 9.0): hexadecimal dumps. Left out: hexdump -e and -f, xxd -b -i -c beyond 256. */
import type { Task } from '../../../abi/sys.ts';
import { isSysError } from '../../../abi/errno.ts';
import { concatBytes, decodeLatin1, EMPTY } from '../../../base/bytes.ts';
import type { Program } from '../../libc/program.ts';
import { readFd, readFile, writeAll } from '../../libc/stdio.ts';
import { O } from '../../../abi/fs.ts';
import { parseSize } from '../../libc/numfmt.ts';
import { Die, tool, type Tool } from '../../libc/tool.ts';

const help = `
Usage:
 % [options] <file>...

Display file contents in hexadecimal, decimal, octal, or ascii.

Options:
 -b, --one-byte-octal      octal values of bytes
 -c, --one-byte-char       characters
 -C, --canonical           hexadecimal values and text
 -d, --two-bytes-decimal   decimal values of two bytes
 -o, --two-bytes-octal     octal values of two bytes
 -x, --two-bytes-hex       hexadecimal values of two bytes
 -n, --length <length>     read only length bytes
 -s, --skip <offset>       skip offset bytes first
 -v, --no-squeezing        print equal lines too

 -h, --help                show this text
 -V, --version             show the version
`;

const printable = (b: number): string => (b >= 32 && b < 127 ? String.fromCharCode(b) : '.');
const hex = (n: number, digits: number): string => n.toString(16).padStart(digits, '0');
const CHARS: Readonly<Record<number, string>> = { 0: '\\0', 7: '\\a', 8: '\\b', 9: '\\t', 10: '\\n', 11: '\\v', 12: '\\f', 13: '\\r' };

type Row = (line: Uint8Array) => string;

const words = (width: number, show: (n: number) => string): Row => (line) => {
  let s = '';
  for (let i = 0; i < 16; i += 2) s += i < line.length ? ` ${show(line[i]! | ((line[i + 1] ?? 0) << 8)).padStart(width)}` : ' '.repeat(width + 1);
  return s;
};
const bytes = (width: number, show: (b: number) => string): Row => (line) => {
  let s = '';
  for (let i = 0; i < 16; i++) s += i < line.length ? ` ${show(line[i]!).padStart(width)}` : ' '.repeat(width + 1);
  return s;
};
const ROWS: Readonly<Record<string, Row>> = {
  default: words(4, (n) => hex(n, 4)),
  x: words(7, (n) => hex(n, 4)),
  d: words(7, (n) => String(n).padStart(5, '0')),
  o: words(7, (n) => n.toString(8).padStart(6, '0')),
  b: bytes(3, (b) => b.toString(8).padStart(3, '0')),
  c: bytes(3, (b) => CHARS[b] ?? (b >= 32 && b < 127 ? String.fromCharCode(b) : b.toString(8).padStart(3, '0'))),
  C: (line) => {
    let s = ' ';
    for (let i = 0; i < 16; i++) s += `${i === 8 ? ' ' : ''} ${i < line.length ? hex(line[i]!, 2) : '  '}`;
    return `${s}  |${[...line].map(printable).join('')}|`;
  },
};

function* inputs(t: Tool, files: readonly string[], complain: (name: string, message: string) => Task<void>): Task<{ readonly data: Uint8Array; readonly failed: boolean }> {
  const parts: Uint8Array[] = [EMPTY];
  let failed = false;
  for (const name of files.length === 0 ? ['-'] : files) {
    try {
      parts.push(name === '-' ? yield* readFd(t.sys, 0) : yield* readFile(t.sys, name));
    } catch (e) {
      if (!isSysError(e)) throw e;
      yield* complain(name, e.message);
      failed = true;
    }
  }
  return { data: concatBytes(parts), failed };
}

function hexdumpAs(name: string, initial: string): Program {
  return tool({ name, help, version: `${name} from util-linux 2.38.1`, support: { level: 'partial', note: '-e and -f are not simulated.' } }, function* (t): Task<number> {
    const rows: string[] = initial === '' ? [] : [initial];
    let squeeze = true;
    let skip = 0;
    let limit = Infinity;
    const size = (arg: string): number => {
      const n = /^0[xX][0-9a-fA-F]+$/.test(arg) ? Number(arg) : parseSize(arg);
      if (typeof n !== 'number') throw new Die(`failed to parse ${skip === 0 ? 'length' : 'offset'}: '${arg}'`);
      return n;
    };
    const long = {
      'one-byte-octal': 'b', 'one-byte-char': 'c', canonical: 'C', 'two-bytes-decimal': 'd', 'two-bytes-octal': 'o', 'two-bytes-hex': 'x', length: 'n:', skip: 's:', 'no-squeezing': 'v', color: 'L::', format: 'e:',
    };
    const files = yield* t.options('bcCde:f:L::n:os:vxhV', long, ({ key, arg }) => {
      if (key === 'n') limit = size(arg);
      else if (key === 's') skip = size(arg);
      else if (key === 'v') squeeze = false;
      else if (key === 'e' || key === 'f') throw new Die(`glasshull: ${name} -${key} is not simulated`);
      else if (ROWS[key] !== undefined) rows.push(key);
    });
    if (rows.length === 0) rows.push('default');
    const { data: whole, failed } = yield* inputs(t, files, (file, message) => t.warn(`${file}: ${message}`));
    if (failed && whole.length === 0) {
      yield* t.warn('all input file arguments failed');
      return 1;
    }
    const data = whole.subarray(skip, Math.min(whole.length, skip + limit));
    const digits = rows[0] === 'C' ? 8 : 7;
    let previous: string | undefined;
    let starred = false;
    for (let at = 0; at < data.length; at += 16) {
      const line = data.subarray(at, at + 16);
      const key = decodeLatin1(line);
      if (squeeze && key === previous && line.length === 16) {
        if (!starred) t.out.put('*\n');
        starred = true;
        continue;
      }
      starred = false;
      previous = key;
      for (const [i, r] of rows.entries()) t.out.put(`${i === 0 ? hex(skip + at, digits) : ' '.repeat(digits)}${ROWS[r]!(line)}\n`);
      if (t.out.full) yield* t.out.flush();
    }
    if (data.length > 0) t.out.put(`${hex(skip + data.length, digits)}\n`);
    return failed ? 1 : 0;
  });
}
export const hexdump = hexdumpAs('hexdump', '');
export const hd = hexdumpAs('hd', 'C');

const xxdHelp = `Usage:
       % [options] [infile [outfile]]
    or
       % -r [-s [-]offset] [-c cols] [-ps] [infile [outfile]]
Options:
    -b          dump bits, not hexadecimal digits
    -c cols     cols octets a line (default 16, -p 30)
    -g bytes    bytes a group (default 2)
    -h          show this text
    -i          write a C array
    -l len      stop after len octets
    -p          plain digits, without offsets and text
    -r          the other way: from a dump to bytes
    -s [-]seek  start at seek bytes
    -u          upper case digits
    -v          show the version
`;

export const xxd = tool({ name: 'xxd', support: { level: 'partial', note: '-E, -e, -a, -o are not simulated.' } }, function* (t): Task<number> {
  let cols: number | undefined;
  let group: number | undefined;
  let limit = Infinity;
  let seek = 0;
  let plain = false;
  let reverse = false;
  let upper = false;
  let bits = false;
  let array = false;
  const args = [...t.args];
  const files: string[] = [];
  while (args.length > 0) {
    const a = args.shift()!;
    if (!a.startsWith('-') || a === '-') {
      files.push(a);
      continue;
    }
    const letter = a.replace(/^--?/, '')[0] ?? '';
    const inline = a.replace(/^--?[a-z]/, '');
    const value = (): number => {
      const text = /^-?[\dx]/.test(inline) ? inline : (args.shift() ?? '');
      const n = Number(text);
      return Number.isNaN(n) ? 0 : n;
    };
    if (letter === 'c') cols = value();
    else if (letter === 'g') group = value();
    else if (letter === 'l') limit = value();
    else if (letter === 's') seek = value();
    else if (letter === 'p') plain = true;
    else if (letter === 'r') reverse = true;
    else if (letter === 'u') upper = true;
    else if (letter === 'b') bits = true;
    else if (letter === 'i') array = true;
    else if (letter === 'v') {
      yield* t.out.write('xxd 2022-01-14 by Juergen Weigert et al.\n');
      return 0;
    } else {
      yield* t.out.flush();
      yield* writeAll(t.sys, 2, new Uint8Array([...xxdHelp.replaceAll('%', t.name)].map((c) => c.charCodeAt(0))));
      return letter === 'h' ? 0 : 1;
    }
  }
  const input = files[0] ?? '-';
  let whole: Uint8Array;
  try {
    whole = input === '-' ? yield* readFd(t.sys, 0) : yield* readFile(t.sys, input);
  } catch (e) {
    if (!isSysError(e)) throw e;
    throw new Die(`${input}: ${e.message}`, 2);
  }
  if (files[1] !== undefined) t.sys.dup2(yield* t.sys.open(files[1], O.WRONLY | O.CREAT | O.TRUNC, 0o666), 1);
  if (reverse) {
    yield* t.out.writeBytes(reversed(decodeLatin1(whole), plain));
    return 0;
  }
  const start = seek < 0 ? Math.max(0, whole.length + seek) : Math.min(seek, whole.length);
  const data = whole.subarray(start, start + limit);
  const digit = (b: number): string => (bits ? b.toString(2).padStart(8, '0') : upper ? hex(b, 2).toUpperCase() : hex(b, 2));
  if (array) {
    const name = input.replace(/[^A-Za-z0-9]/g, '_');
    const lines: string[] = [];
    for (let i = 0; i < data.length; i += cols ?? 12) lines.push(`  ${[...data.subarray(i, i + (cols ?? 12))].map((b) => `0x${digit(b)}`).join(', ')}`);
    const body = lines.join(',\n');
    t.out.put(input === '-' ? `${body}\n` : `unsigned char ${name}[] = {\n${body}\n};\nunsigned int ${name}_len = ${data.length};\n`);
    return 0;
  }
  if (plain) {
    const width = cols ?? 30;
    for (let i = 0; i < data.length; i += width === 0 ? data.length : width) t.out.put(`${[...data.subarray(i, width === 0 ? undefined : i + width)].map(digit).join('')}\n`);
    return 0;
  }
  const perLine = cols ?? (bits ? 6 : 16);
  const each = group ?? (bits ? 1 : 2);
  const full = perLine * (bits ? 8 : 2) + (each > 0 ? Math.ceil(perLine / each) : 1);
  for (let at = 0; at < data.length; at += perLine) {
    const line = data.subarray(at, at + perLine);
    let text = '';
    line.forEach((b, i) => {
      text += digit(b) + (each > 0 && (i + 1) % each === 0 ? ' ' : '');
    });
    t.out.put(`${hex(start + at, 8)}: ${text.padEnd(full)} ${[...line].map(printable).join('')}\n`);
    if (t.out.full) yield* t.out.flush();
  }
  return 0;
});

/** xxd -r: offsets and digits back to bytes. */
function reversed(text: string, plain: boolean): Uint8Array {
  if (plain) {
    const digits = text.replace(/[^0-9a-fA-F]/g, '');
    return Uint8Array.from({ length: digits.length >> 1 }, (_, i) => parseInt(digits.slice(2 * i, 2 * i + 2), 16));
  }
  const out: number[] = [];
  for (const line of text.split('\n')) {
    const m = /^\s*([0-9a-fA-F]+):?\s(.*)$/.exec(line);
    if (m === null) continue;
    let at = parseInt(m[1]!, 16);
    const body = m[2]!.split(/ {2,}/)[0]!.replace(/\s/g, '');
    for (let i = 0; i + 1 < body.length && /^[0-9a-fA-F]{2}/.test(body.slice(i)); i += 2) {
      while (out.length < at) out.push(0);
      out[at++] = parseInt(body.slice(i, i + 2), 16);
    }
  }
  return Uint8Array.from(out);
}
