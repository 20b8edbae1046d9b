/** wc: count lines, words, characters, bytes, and the widest line (coreutils 9.1). */
import type { Task } from '../../../abi/sys.ts';
import { fileType, O } from '../../../abi/fs.ts';
import { isSysError } from '../../../abi/errno.ts';
import { decodeUtf8, EMPTY } from '../../../base/bytes.ts';
import { readFd, readFile } from '../../libc/stdio.ts';
import { Die, tool, type Tool } from '../../libc/tool.ts';
import { wcwidth } from '../../libc/wcwidth.ts';

const help = `Usage: % [OPTION]... [FILE]...
  or:  % [OPTION]... --files0-from=F
Print the number of newlines, words and bytes of each FILE, and a line with the
total when there is more than one. A word is a run of characters between white space.

Without FILE, or for the FILE -, standard input is read.

The options choose what is printed, always in this order: newlines, words,
characters, bytes, width of the widest line.
  -c, --bytes            the bytes
  -m, --chars            the characters
  -l, --lines            the newlines
      --files0-from=F    take the names from file F, each ended by NUL;
                           F of - is standard input
  -L, --max-line-length  the width of the widest line
  -w, --words            the words
      --help        show this text and exit
      --version     show the version and exit
`;

type Field = 'l' | 'w' | 'm' | 'c' | 'L';
const ORDER: readonly Field[] = ['l', 'w', 'm', 'c', 'L'];
type Counts = Record<Field, number>;

/** Length of an unfinished UTF-8 sequence at the end: 0 to 3. */
function unfinished(bytes: Uint8Array): number {
  for (let back = 1; back <= 3 && back <= bytes.length; back++) {
    const b = bytes[bytes.length - back]!;
    if ((b & 0xc0) === 0x80) continue;
    return b >= 0xc2 && back < (b >= 0xf0 ? 4 : b >= 0xe0 ? 3 : 2) ? back : 0;
  }
  return 0;
}

/** Counts of one input, fed block by block. */
class Counter {
  readonly counts: Counts = { l: 0, w: 0, m: 0, c: 0, L: 0 };
  private inWord = false;
  private column = 0;
  private partial: Uint8Array = EMPTY;
  private readonly wanted: ReadonlySet<Field>;
  private readonly utf8: boolean;
  constructor(wanted: ReadonlySet<Field>, utf8: boolean) {
    this.wanted = wanted;
    this.utf8 = utf8;
  }
  add(block: Uint8Array): void {
    const { counts, wanted } = this;
    counts.c += block.length;
    if (wanted.has('l') && !wanted.has('L')) {
      let lines = 0;
      for (let i = 0; i < block.length; i++) if (block[i] === 10) lines++;
      counts.l += lines;
    }
    if (wanted.has('w') && !this.wide) this.words(block);
    if (this.wide || wanted.has('L')) this.text(block, false);
    else if (wanted.has('m')) counts.m += block.length;
  }
  /** Must characters be looked at one by one? */
  private get wide(): boolean {
    return this.utf8 && (this.wanted.has('m') || this.wanted.has('w'));
  }
  private words(block: Uint8Array): void {
    let inWord = this.inWord;
    let words = 0;
    for (let i = 0; i < block.length; i++) {
      const c = block[i]!;
      if (c === 32 || (c >= 9 && c <= 13)) {
        if (inWord) words++;
        inWord = false;
      } else if (c > 32 && c < 127) inWord = true;
    }
    this.inWord = inWord;
    this.counts.w += words;
  }
  private text(block: Uint8Array, last: boolean): void {
    let bytes = block;
    if (this.partial.length > 0) {
      bytes = new Uint8Array(this.partial.length + block.length);
      bytes.set(this.partial);
      bytes.set(block, this.partial.length);
    }
    const cut = last ? bytes.length : bytes.length - unfinished(bytes);
    this.partial = bytes.subarray(cut);
    const { counts } = this;
    const measure = this.wanted.has('L');
    for (const ch of decodeUtf8(bytes, 0, cut)) {
      const c = ch.codePointAt(0)!;
      if (c < 0xdc80 || c > 0xdcff) counts.m++;
      else continue;
      if (c === 10) counts.l += measure ? 1 : 0;
      const width = wcwidth(c);
      if (c === 32 || (c >= 9 && c <= 13) || (c > 127 && /\s/.test(ch))) {
        if (this.inWord) counts.w++;
        this.inWord = false;
      } else if (width >= 0 && c > 32) this.inWord = true;
      if (!measure) continue;
      if (c === 10 || c === 13 || c === 12) {
        counts.L = Math.max(counts.L, this.column);
        this.column = 0;
      } else if (c === 9) this.column += 8 - (this.column % 8);
      else this.column += Math.max(0, width);
    }
  }
  end(): Counts {
    if (this.partial.length > 0) this.text(EMPTY, true);
    if (this.inWord) this.counts.w++;
    this.counts.L = Math.max(this.counts.L, this.column);
    return this.counts;
  }
}

function widthOf(t: Tool, files: readonly string[], single: boolean): number {
  if (single) return 1;
  let total = 0;
  let minimum = 1;
  for (const file of files) {
    try {
      const st = file === '-' ? t.sys.fstat(0) : t.sys.stat(file);
      if (fileType(st.mode) === 'file') total += st.size;
      else minimum = 7;
    } catch (e) {
      if (!isSysError(e)) throw e;
    }
  }
  return Math.max(minimum, String(total).length);
}

export const wc = tool({ name: 'wc', help }, function* (t): Task<number> {
  const wanted = new Set<Field>();
  let from: string | undefined;
  const long = { bytes: 'c', chars: 'm', lines: 'l', words: 'w', 'files0-from': 'F:', 'max-line-length': 'L' };
  let files = yield* t.options('clLmw', long, ({ key, arg }) => {
    if (key === 'F') from = arg;
    else wanted.add(key as Field);
  });
  if (wanted.size === 0) for (const f of ['l', 'w', 'c'] as const) wanted.add(f);
  if (from !== undefined) {
    if (files.length > 0) {
      throw new Die(`extra operand ${t.quoteaf(files[0]!)}\nfile operands cannot be combined with --files0-from`, 1, true);
    }
    try {
      const list = decodeUtf8(from === '-' ? yield* readFd(t.sys, 0) : yield* readFile(t.sys, from));
      files = list.split('\0');
      if (files[files.length - 1] === '') files.pop();
    } catch (e) {
      if (!isSysError(e)) throw e;
      throw new Die(`cannot open ${t.quoteaf(from)} for reading: ${e.message}`);
    }
  }
  const stdin = files.length === 0 && from === undefined;
  const names = stdin ? ['-'] : files;
  const width = widthOf(t, names, names.length <= 1 && wanted.size === 1);
  const print = (counts: Counts, name: string | undefined): void => {
    const cells = ORDER.filter((f) => wanted.has(f)).map((f) => String(counts[f]).padStart(width));
    t.out.put(`${cells.join(' ')}${name === undefined ? '' : ` ${/\n/.test(name) ? t.quotef(name) : name}`}\n`);
  };
  const total: Counts = { l: 0, w: 0, m: 0, c: 0, L: 0 };
  let status = 0;
  for (const name of names) {
    const counter = new Counter(wanted, t.utf8);
    let fd = 0;
    let opened = false;
    try {
      if (name !== '-') fd = yield* t.sys.open(name, O.RDONLY | O.CLOEXEC);
      opened = true;
      for (;;) {
        const block = yield* t.sys.read(fd, 65536);
        if (block.length === 0) break;
        counter.add(block);
        if (t.sys.charge(block.length)) yield* t.sys.schedYield();
      }
    } catch (e) {
      yield* t.warnFile(name, e);
      status = 1;
    } finally {
      if (fd > 2) t.sys.close(fd);
    }
    if (!opened) continue;
    const counts = counter.end();
    print(counts, stdin ? undefined : name);
    for (const f of ORDER) total[f] = f === 'L' ? Math.max(total.L, counts.L) : total[f] + counts[f];
  }
  if (names.length > 1) print(total, 'total');
  return status;
});
