/** cat: concatenate files (coreutils 9.1). Without options blocks go through unchanged; with options text is rewritten byte by byte class. */
import type { Task } from '../../../abi/sys.ts';
import { fileType, type Stat } from '../../../abi/fs.ts';
import { O, SEEK } from '../../../abi/fs.ts';
import { isSysError } from '../../../abi/errno.ts';
import { decodeLatin1, encodeLatin1 } from '../../../base/bytes.ts';
import { In, WriteError, writeAll } from '../../libc/stdio.ts';
import { Die, tool } from '../../libc/tool.ts';

const help = `Usage: % [OPTION]... [FILE]...
Write each FILE to standard output, one after the other.

Without FILE, or for the FILE -, standard input is copied.

  -A, --show-all           the same as -vET
  -b, --number-nonblank    number the lines that are not empty; wins over -n
  -e                       the same as -vE
  -E, --show-ends          mark the end of each line with $
  -n, --number             number all lines
  -s, --squeeze-blank      make one empty line of several
  -t                       the same as -vT
  -T, --show-tabs          show TAB as ^I
  -u                       (ignored)
  -v, --show-nonprinting   show control characters as ^X and high bytes as M-X
      --help        show this text and exit
      --version     show the version and exit
`;

/** One byte as -v shows it. */
function visible(c: number): string {
  if (c >= 128) return `M-${c === 255 ? '^?' : c - 128 < 32 ? `^${String.fromCharCode(c - 64)}` : String.fromCharCode(c - 128)}`;
  return c === 127 ? '^?' : c < 32 ? `^${String.fromCharCode(c + 64)}` : String.fromCharCode(c);
}

interface Style {
  number: 'no' | 'all' | 'nonblank';
  ends: boolean;
  squeeze: boolean;
  tabs: boolean;
  nonprinting: boolean;
}

/** Rewrites blocks; the state goes on from file to file, as a file without final newline joins the next one's first line. */
class Formatter {
  private line = 0;
  private atStart = true;
  private blanks = 0;
  private readonly style: Style;
  constructor(style: Style) {
    this.style = style;
  }
  private body(text: string): string {
    const { nonprinting, tabs, ends } = this.style;
    let s = text;
    if (nonprinting) s = s.replace(/[^\t\x20-\x7e]/g, (ch) => visible(ch.charCodeAt(0)));
    else if (ends && s.endsWith('\r')) s = `${s.slice(0, -1)}^M`;
    return tabs ? s.replaceAll('\t', '^I') : s;
  }
  format(block: string): string {
    const { number, ends, squeeze } = this.style;
    let out = '';
    let from = 0;
    while (from < block.length) {
      const nl = block.indexOf('\n', from);
      const part = nl < 0 ? block.slice(from) : block.slice(from, nl);
      const blank = this.atStart && part === '';
      from = nl < 0 ? block.length : nl + 1;
      if (blank) {
        this.blanks++;
        if (squeeze && this.blanks > 1) continue;
      } else this.blanks = 0;
      if (this.atStart && (number === 'all' || (number === 'nonblank' && !blank))) out += `${String(++this.line).padStart(6)}\t`;
      out += this.body(part);
      if (nl >= 0) out += ends ? '$\n' : '\n';
      this.atStart = nl >= 0;
    }
    return out;
  }
}

export const cat = tool({ name: 'cat', help }, function* (t): Task<number> {
  const style: Style = { number: 'no', ends: false, squeeze: false, tabs: false, nonprinting: false };
  const long = { 'number-nonblank': 'b', number: 'n', 'squeeze-blank': 's', 'show-nonprinting': 'v', 'show-ends': 'E', 'show-tabs': 'T', 'show-all': 'A' };
  const files = yield* t.options('benstuvAET', long, ({ key }) => {
    if (key === 'b') style.number = 'nonblank';
    if (key === 'n' && style.number === 'no') style.number = 'all';
    if (key === 's') style.squeeze = true;
    if ('AeE'.includes(key)) style.ends = true;
    if ('AtT'.includes(key)) style.tabs = true;
    if ('Aetv'.includes(key)) style.nonprinting = true;
  });
  const plain = style.number === 'no' && !style.ends && !style.squeeze && !style.tabs && !style.nonprinting;
  const formatter = plain ? undefined : new Formatter(style);
  let out: Stat | undefined;
  try {
    out = t.sys.fstat(1);
  } catch (e) {
    if (isSysError(e)) throw new Die(`standard output: ${e.message}`);
    throw e;
  }
  let status = 0;
  for (const file of files.length === 0 ? ['-'] : files) {
    let input: In | undefined;
    try {
      input = new In(t.sys, file === '-' ? 0 : yield* t.sys.open(file, O.RDONLY | O.CLOEXEC));
      const st = t.sys.fstat(input.fd);
      if (fileType(out.mode) === 'file' && st.dev === out.dev && st.ino === out.ino && t.sys.lseek(input.fd, 0, SEEK.CUR) < st.size) {
        yield* t.warn(`${t.quotef(file)}: input file is output file`);
        status = 1;
        continue;
      }
      for (;;) {
        const block = yield* input.readBlock();
        if (block.length === 0) break;
        try {
          yield* writeAll(t.sys, 1, formatter === undefined ? block : encodeLatin1(formatter.format(decodeLatin1(block))));
        } catch (e) {
          if (isSysError(e)) throw new WriteError(e);
          throw e;
        }
      }
    } catch (e) {
      yield* t.warnFile(file, e);
      status = 1;
    } finally {
      input?.close();
    }
  }
  return status;
});
