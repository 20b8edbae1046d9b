/** diff: compare files line by line (GNU diffutils 3.8): normal, unified and context output, directories. Left out: -y, -e, -n, -D, --color. */
import type { Task } from '../../../abi/sys.ts';
import { fileType, type Stat } from '../../../abi/fs.ts';
import { isSysError } from '../../../abi/errno.ts';
import { decodeUtf8, EMPTY, equalBytes } from '../../../base/bytes.ts';
import { readFd, readFile } from '../../libc/stdio.ts';
import { localtime, strftime, zoneOf } from '../../libc/time.ts';
import { Die, tool, type Tool } from '../../libc/tool.ts';
import { fnmatch } from '../../libc/fnmatch.ts';
import { compareLines, type Change } from './diff-lines.ts';

const help = `Usage: % [OPTION]... FILES
Compare FILES line by line.

      --normal                  the plain format (default)
  -q, --brief                   only tell whether files differ
  -s, --report-identical-files  tell when they are the same
  -c, -C NUM, --context[=NUM]   NUM (default 3) lines of copied context
  -u, -U NUM, --unified[=NUM]   NUM (default 3) lines of unified context
      --label LABEL             LABEL for the file's name and time (may be repeated)
  -r, --recursive               compare subdirectories too
  -N, --new-file                a missing file counts as empty
  -x, --exclude=PAT             leave out files that match PAT
  -i, --ignore-case             upper and lower case are the same
  -b, --ignore-space-change     amounts of white space are the same
  -w, --ignore-all-space        white space does not count
  -Z, --ignore-trailing-space   white space at the end of a line does not count
  -B, --ignore-blank-lines      changes of empty lines only do not count
  -a, --text                    take all files for text
      --strip-trailing-cr       carriage returns at line ends do not count
  -d, --minimal, -t, -T, -p     (ignored)
      --help                    show this text and exit
  -v, --version                 show the version and exit

FILES are 'FILE1 FILE2' or 'DIR1 DIR2' or 'DIR FILE' or 'FILE DIR'; - is standard input.
The status is 0 when the files are the same, 1 when they differ, 2 after trouble.
`;

interface Options {
  style: 'normal' | 'unified' | 'context';
  context: number;
  brief: boolean;
  same: boolean;
  recursive: boolean;
  newFile: boolean;
  exclude: string[];
  icase: boolean;
  space: 'no' | 'change' | 'all' | 'trailing';
  blankLines: boolean;
  text: boolean;
  stripCr: boolean;
  labels: string[];
  flags: string;
}

interface Side {
  readonly name: string;
  readonly stat: Stat | undefined;
  readonly bytes: Uint8Array;
}

class Differ {
  status = 0;
  private readonly t: Tool;
  private readonly o: Options;
  constructor(t: Tool, o: Options) {
    this.t = t;
    this.o = o;
  }

  private *trouble(message: string): Task<void> {
    yield* this.t.warn(message);
    this.status = 2;
  }
  private differ(): void {
    if (this.status === 0) this.status = 1;
  }

  private stat(name: string): Stat {
    return name === '-' ? this.t.sys.fstat(0) : this.t.sys.stat(name);
  }

  *compare(a: string, b: string, nested: boolean, header = nested): Task<void> {
    const stats: (Stat | undefined)[] = [];
    for (const name of [a, b]) {
      try {
        stats.push(this.stat(name));
      } catch (e) {
        if (!isSysError(e)) throw e;
        if (e.code === 'ENOENT' && this.o.newFile) {
          stats.push(undefined);
          continue;
        }
        yield* this.trouble(`${this.t.quotef(name)}: ${e.message}`);
        stats.push(undefined);
      }
    }
    if (!this.o.newFile && stats.includes(undefined)) return;
    const [sa, sb] = stats;
    if (sa === undefined && sb === undefined) {
      if (this.o.newFile) for (const name of [a, b]) yield* this.trouble(`${name}: No such file or directory`);
      return;
    }
    const dirA = sa !== undefined && fileType(sa.mode) === 'dir';
    const dirB = sb !== undefined && fileType(sb.mode) === 'dir';
    if (dirA && dirB) {
      if (nested && !this.o.recursive) this.t.out.put(`Common subdirectories: ${a} and ${b}\n`);
      else yield* this.directories(a, b);
      return;
    }
    if (dirA !== dirB && sa !== undefined && sb !== undefined) {
      if (!nested) {
        if (dirA) return yield* this.compare(`${a.replace(/\/$/, '')}/${b.replace(/^.*\//, '')}`, b, true, false);
        return yield* this.compare(a, `${b.replace(/\/$/, '')}/${a.replace(/^.*\//, '')}`, true, false);
      }
      const kind = (s: Stat): string => (fileType(s.mode) === 'dir' ? 'directory' : s.size === 0 ? 'regular empty file' : 'regular file');
      this.t.out.put(`File ${a} is a ${kind(sa)} while file ${b} is a ${kind(sb)}\n`);
      return this.differ();
    }
    yield* this.files(a, sa, b, sb, header);
  }

  private *directories(a: string, b: string): Task<void> {
    const list = (dir: string): string[] => {
      try {
        return this.t.sys.readdir(dir).map((d) => d.name);
      } catch (e) {
        if (isSysError(e, 'ENOENT') && this.o.newFile) return [];
        throw e;
      }
    };
    const inA = new Set(list(a));
    const inB = new Set(list(b));
    for (const name of [...new Set([...inA, ...inB])].sort()) {
      if (name === '.' || name === '..' || this.o.exclude.some((x) => fnmatch(x, name))) continue;
      const pa = `${a}${a.endsWith('/') ? '' : '/'}${name}`;
      const pb = `${b}${b.endsWith('/') ? '' : '/'}${name}`;
      if (!this.o.newFile && !(inA.has(name) && inB.has(name))) {
        this.t.out.put(`Only in ${inA.has(name) ? a : b}: ${name}\n`);
        this.differ();
      } else yield* this.compare(pa, pb, true);
      if (this.t.out.full) yield* this.t.out.flush();
    }
  }

  private *read(name: string, stat: Stat | undefined): Task<Side> {
    if (stat === undefined) return { name, stat, bytes: EMPTY };
    return { name, stat, bytes: name === '-' ? yield* readFd(this.t.sys, 0) : yield* readFile(this.t.sys, name) };
  }

  private *files(nameA: string, statA: Stat | undefined, nameB: string, statB: Stat | undefined, headed: boolean): Task<void> {
    const { o, t } = this;
    let a: Side;
    let b: Side;
    try {
      a = yield* this.read(nameA, statA);
      b = nameB === nameA ? a : yield* this.read(nameB, statB);
    } catch (e) {
      if (!isSysError(e)) throw e;
      return yield* this.trouble(`${nameB}: ${e.message}`);
    }
    const identical = equalBytes(a.bytes, b.bytes);
    const binary = !o.text && (a.bytes.subarray(0, 4096).includes(0) || b.bytes.subarray(0, 4096).includes(0));
    const header = headed ? `diff${o.flags} ${t.quotef(nameA)} ${t.quotef(nameB)}\n` : '';
    if (!identical && binary) {
      t.out.put(o.brief ? `Files ${nameA} and ${nameB} differ\n` : `Binary files ${nameA} and ${nameB} differ\n`);
      return this.differ();
    }
    let changes: Change[] = [];
    const la = split(a.bytes, o.stripCr);
    const lb = split(b.bytes, o.stripCr);
    if (!identical) {
      changes = compareLines(la.map((l) => this.key(l)), lb.map((l) => this.key(l)));
      if (o.blankLines) {
        const blank = (lines: readonly string[], from: number, n: number): boolean => lines.slice(from, from + n).every((l) => /^\n?$/.test(l));
        changes = changes.filter((c) => !(blank(la, c.a, c.deleted) && blank(lb, c.b, c.inserted)));
      }
    }
    if (changes.length === 0) {
      if (o.same) t.out.put(`Files ${nameA} and ${nameB} are identical\n`);
      return;
    }
    this.differ();
    if (o.brief) {
      t.out.put(`Files ${nameA} and ${nameB} differ\n`);
      return;
    }
    t.out.put(header);
    if (o.style === 'normal') t.out.put(normal(changes, la, lb));
    else {
      const [first, second] = o.style === 'unified' ? ['---', '+++'] : ['***', '---'];
      t.out.put(`${first} ${this.label(0, a)}\n${second} ${this.label(1, b)}\n`);
      t.out.put(o.style === 'unified' ? unified(changes, la, lb, o.context) : context(changes, la, lb, o.context));
    }
    if (t.out.full) yield* t.out.flush();
  }

  private label(i: number, side: Side): string {
    const label = this.o.labels[i];
    if (label !== undefined) return label;
    const ms = side.stat === undefined ? 0 : side.stat.mtime_ms;
    const tm = localtime(ms, zoneOf(this.t.env));
    const name = /["\\\n\t]/.test(side.name) ? JSON.stringify(side.name) : side.name;
    return `${name}\t${strftime('%Y-%m-%d %H:%M:%S.%N %z', tm)}`;
  }

  /** A line as it counts for the comparison. */
  private key(line: string): string {
    const { o } = this;
    let k = line;
    if (o.space === 'all') k = k.replace(/[ \t\n\v\f\r]+/g, '');
    else if (o.space === 'change') k = k.replace(/[ \t\v\f\r]*\n?$/, '').replace(/[ \t\v\f\r]+/g, ' ');
    else if (o.space === 'trailing') k = k.replace(/[ \t\v\f\r]*\n?$/, '');
    return o.icase ? k.toLowerCase() : k;
  }
}

/** Lines with their newlines. */
function split(bytes: Uint8Array, stripCr: boolean): string[] {
  const whole = decodeUtf8(bytes);
  const text = stripCr ? whole.replaceAll('\r\n', '\n') : whole;
  if (text === '') return [];
  const lines = text.split('\n');
  const last = lines.pop()!;
  const out = lines.map((l) => `${l}\n`);
  if (last !== '') out.push(last);
  return out;
}

function show(prefix: string, line: string): string {
  return line.endsWith('\n') ? prefix + line : `${prefix}${line}\n\\ No newline at end of file\n`;
}

function normal(changes: readonly Change[], a: readonly string[], b: readonly string[]): string {
  let out = '';
  const range = (from: number, n: number): string => (n <= 1 ? String(from + n) : `${from + 1},${from + n}`);
  for (const c of changes) {
    const letter = c.deleted === 0 ? 'a' : c.inserted === 0 ? 'd' : 'c';
    out += `${range(c.a, c.deleted)}${letter}${range(c.b, c.inserted)}\n`;
    for (let i = 0; i < c.deleted; i++) out += show('< ', a[c.a + i]!);
    if (letter === 'c') out += '---\n';
    for (let i = 0; i < c.inserted; i++) out += show('> ', b[c.b + i]!);
  }
  return out;
}

/** Changes that share context come into one hunk. */
function hunks(changes: readonly Change[], n: number): Change[][] {
  const out: Change[][] = [];
  for (const c of changes) {
    const last = out[out.length - 1];
    const prev = last?.[last.length - 1];
    if (prev !== undefined && c.a - (prev.a + prev.deleted) <= 2 * n) last!.push(c);
    else out.push([c]);
  }
  return out;
}

interface Extent {
  readonly a0: number;
  readonly a1: number;
  readonly b0: number;
  readonly b1: number;
}
function extent(h: readonly Change[], a: readonly string[], b: readonly string[], n: number): Extent {
  const first = h[0]!;
  const last = h[h.length - 1]!;
  const before = Math.min(n, first.a, first.b);
  const endA = last.a + last.deleted;
  const endB = last.b + last.inserted;
  const after = Math.min(n, a.length - endA, b.length - endB);
  return { a0: first.a - before, a1: endA + after, b0: first.b - before, b1: endB + after };
}

function unified(changes: readonly Change[], a: readonly string[], b: readonly string[], n: number): string {
  let out = '';
  const range = (from: number, to: number): string => (to - from === 1 ? String(from + 1) : `${to === from ? from : from + 1},${to - from}`);
  for (const h of hunks(changes, n)) {
    const e = extent(h, a, b, n);
    out += `@@ -${range(e.a0, e.a1)} +${range(e.b0, e.b1)} @@\n`;
    let i = e.a0;
    for (const c of h) {
      for (; i < c.a; i++) out += show(' ', a[i]!);
      for (; i < c.a + c.deleted; i++) out += show('-', a[i]!);
      for (let j = c.b; j < c.b + c.inserted; j++) out += show('+', b[j]!);
    }
    for (; i < e.a1; i++) out += show(' ', a[i]!);
  }
  return out;
}

function context(changes: readonly Change[], a: readonly string[], b: readonly string[], n: number): string {
  let out = '';
  const range = (from: number, to: number): string => (to - from <= 1 ? String(to) : `${from + 1},${to}`);
  for (const h of hunks(changes, n)) {
    const e = extent(h, a, b, n);
    out += `***************\n*** ${range(e.a0, e.a1)} ****\n`;
    if (h.some((c) => c.deleted > 0)) {
      let i = e.a0;
      for (const c of h) {
        for (; i < c.a; i++) out += show('  ', a[i]!);
        for (; i < c.a + c.deleted; i++) out += show(c.inserted > 0 ? '! ' : '- ', a[i]!);
      }
      for (; i < e.a1; i++) out += show('  ', a[i]!);
    }
    out += `--- ${range(e.b0, e.b1)} ----\n`;
    if (h.some((c) => c.inserted > 0)) {
      let j = e.b0;
      for (const c of h) {
        for (; j < c.b; j++) out += show('  ', b[j]!);
        for (; j < c.b + c.inserted; j++) out += show(c.deleted > 0 ? '! ' : '+ ', b[j]!);
      }
      for (; j < e.b1; j++) out += show('  ', b[j]!);
    }
  }
  return out;
}

const LONG = {
  normal: 'normal', brief: 'q', 'report-identical-files': 's', context: 'c::', unified: 'u::', label: 'L:', recursive: 'r', 'new-file': 'N', exclude: 'x:', 'ignore-case': 'i',
  'ignore-space-change': 'b', 'ignore-all-space': 'w', 'ignore-trailing-space': 'Z', 'ignore-blank-lines': 'B', text: 'a', 'strip-trailing-cr': 'cr', minimal: 'd', 'expand-tabs': 't',
  'initial-tab': 'T', 'show-c-function': 'p', 'side-by-side': 'y', ed: 'e', rcs: 'n', color: 'color::', width: 'W:',
};

export const diff = tool({ name: 'diff', help, version: 'diff (GNU diffutils) 3.8', trouble: 2, namedHint: true, support: { level: 'partial', note: 'Normal, unified and context output; no -y, -e, -n, -D.' } }, function* (t): Task<number> {
  const o: Options = {
    style: 'normal', context: 3, brief: false, same: false, recursive: false, newFile: false, exclude: [], icase: false, space: 'no', blankLines: false, text: false, stripCr: false, labels: [], flags: '',
  };
  const lines = (arg: string): number => {
    if (!/^\d+$/.test(arg)) throw new Die(`invalid context length '${arg}'`, 2, true);
    return Number(arg);
  };
  const operands = yield* t.options('abBcC:deEiL:nNpqrstTuU:vwW:x:yZ', LONG, ({ key, arg, has }) => {
    switch (key) {
      case 'c':
      case 'C':
      case 'u':
      case 'U':
        o.style = key.toLowerCase() === 'u' ? 'unified' : 'context';
        if (has) o.context = lines(arg);
        break;
      case 'normal':
        o.style = 'normal';
        break;
      case 'q':
        o.brief = true;
        break;
      case 's':
        o.same = true;
        break;
      case 'L':
        o.labels.push(arg);
        break;
      case 'r':
        o.recursive = true;
        break;
      case 'N':
        o.newFile = true;
        break;
      case 'x':
        o.exclude.push(arg);
        break;
      case 'i':
        o.icase = true;
        break;
      case 'b':
        if (o.space !== 'all') o.space = 'change';
        break;
      case 'w':
        o.space = 'all';
        break;
      case 'Z':
        if (o.space === 'no') o.space = 'trailing';
        break;
      case 'B':
        o.blankLines = true;
        break;
      case 'a':
        o.text = true;
        break;
      case 'cr':
        o.stripCr = true;
        break;
      case 'y':
      case 'e':
      case 'n':
        throw new Die(`glasshull: diff -${key} is not simulated`, 1);
      default:
    }
  });
  if (operands.length < 2) throw new Die(operands.length === 0 ? `missing operand after '${t.name}'` : `missing operand after '${operands[0]}'`, 2, true);
  if (operands.length > 2) throw new Die(`extra operand '${operands[2]}'`, 2, true);
  o.flags = t.args.filter((a) => !operands.includes(a)).map((a) => ` ${t.quotef(a)}`).join('');
  const d = new Differ(t, o);
  yield* d.compare(operands[0]!, operands[1]!, false);
  return d.status;
});
