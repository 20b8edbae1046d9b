/** dd: copy and convert blocks (coreutils 9.1). Left out: ASCII/EBCDIC conversions, block and unblock, direct I/O. */
import type { Task } from '../../../abi/sys.ts';
import { O, SEEK } from '../../../abi/fs.ts';
import { isSysError } from '../../../abi/errno.ts';
import { Signal } from '../../../abi/signal.ts';
import { concatBytes, EMPTY } from '../../../base/bytes.ts';
import { formatFloat } from '../../libc/printf.ts';
import { writeAll, writeText } from '../../libc/stdio.ts';
import { Die, tool, type Tool } from '../../libc/tool.ts';

const help = `Usage: % [OPERAND]...
  or:  % OPTION
Copy a file, converting as the operands say.

  bs=BYTES        read and write up to BYTES at a time (512)
  cbs=BYTES       (ignored)
  conv=CONVS      the conversions, with commas between
  count=N         copy only N input blocks
  ibs=BYTES       read up to BYTES at a time
  if=FILE         read from FILE, not standard input
  iflag=FLAGS     count_bytes, skip_bytes, fullblock; others are ignored
  obs=BYTES       write BYTES at a time
  of=FILE         write to FILE, not standard output
  oflag=FLAGS     append, seek_bytes; others are ignored
  seek=N          skip N output blocks first
  skip=N          skip N input blocks first
  status=LEVEL    what goes to standard error: none, noxfer, progress

N and BYTES may have a suffix: c 1, w 2, b 512, kB 1000, K 1024, MB, M, GB, G ... and products AxB.
CONVS: lcase ucase swab sync noerror notrunc nocreat excl fdatasync fsync sparse.
      --help        show this text and exit
      --version     show the version and exit
`;

const FACTOR: Readonly<Record<string, number>> = { '': 1, c: 1, w: 2, b: 512, kB: 1e3, K: 1024, k: 1024, KiB: 1024, MB: 1e6, M: 2 ** 20, MiB: 2 ** 20, xM: 2 ** 20, GB: 1e9, G: 2 ** 30, GiB: 2 ** 30, TB: 1e12, T: 2 ** 40, TiB: 2 ** 40, P: 2 ** 50, PB: 1e15 };
const CONVS = ['lcase', 'ucase', 'swab', 'sync', 'noerror', 'notrunc', 'nocreat', 'excl', 'fdatasync', 'fsync', 'sparse'];
const FLAGS = ['append', 'cio', 'direct', 'directory', 'dsync', 'sync', 'fullblock', 'nonblock', 'noatime', 'nocache', 'noctty', 'nofollow', 'count_bytes', 'skip_bytes', 'seek_bytes'];

function number(t: Tool, text: string): number {
  let value = 1;
  for (const part of text.split('x')) {
    const m = /^(\d+)([A-Za-z]*)$/.exec(part);
    const factor = m === null ? undefined : FACTOR[m[2]!];
    if (m === null || factor === undefined) throw new Die(`invalid number: ${t.quote(text)}`);
    value *= Number(m[1]) * factor;
  }
  return value;
}

/** '1.5 kB', '12 MB': how dd writes sizes; '' when the plain number says it all. */
function human(n: number, base: 1000 | 1024): string {
  const units = ['', 'k', 'M', 'G', 'T', 'P', 'E'];
  let value = n;
  let i = 0;
  while (value >= base && i < units.length - 1) {
    value /= base;
    i++;
  }
  if (i === 0) return '';
  let shown = value < 10 ? (Math.round(value * 10) / 10).toFixed(1) : String(Math.round(value));
  if (Number(shown) >= base && i < units.length - 1) {
    shown = '1.0';
    i++;
  } else if (shown === '10.0') shown = '10';
  const unit = units[i]!;
  return base === 1000 ? `${shown} ${unit}B` : `${shown} ${unit === 'k' ? 'K' : unit}iB`;
}

export const dd = tool({ name: 'dd', help, support: { level: 'partial', note: 'No EBCDIC, block or direct I/O.' } }, function* (t): Task<number> {
  let ibs = 512;
  let obs = 512;
  let bs: number | undefined;
  let count = Infinity;
  let skip = 0;
  let seek = 0;
  let input: string | undefined;
  let output: string | undefined;
  let status = 'xfer';
  const conv = new Set<string>();
  const iflag = new Set<string>();
  const oflag = new Set<string>();
  const operands = yield* t.options('+', {}, () => undefined);
  for (const o of operands) {
    const eq = o.indexOf('=');
    if (eq < 0) throw new Die(`unrecognized operand ${t.quote(o)}`, 1, true);
    const key = o.slice(0, eq);
    const value = o.slice(eq + 1);
    const list = (valid: readonly string[], into: Set<string>, what: string): void => {
      for (const word of value.split(',')) {
        if (!valid.includes(word)) throw new Die(`invalid ${what}: ${t.quote(word)}`, 1, true);
        into.add(word);
      }
    };
    const positive = (): number => {
      const n = number(t, value);
      if (n === 0) throw new Die(`invalid number: ${t.quote(value)}`);
      return n;
    };
    switch (key) {
      case 'bs':
        bs = positive();
        break;
      case 'ibs':
        ibs = positive();
        break;
      case 'obs':
        obs = positive();
        break;
      case 'cbs':
        number(t, value);
        break;
      case 'count':
        if (value.endsWith('B')) iflag.add('count_bytes');
        count = number(t, value.replace(/B$/, ''));
        break;
      case 'skip':
      case 'iseek':
        skip = number(t, value);
        break;
      case 'seek':
      case 'oseek':
        seek = number(t, value);
        break;
      case 'if':
        input = value;
        break;
      case 'of':
        output = value;
        break;
      case 'status':
        if (!['none', 'noxfer', 'progress'].includes(value)) throw new Die(`invalid status level: ${t.quote(value)}`, 1, true);
        status = value;
        break;
      case 'conv':
        list(CONVS, conv, 'conversion');
        break;
      case 'iflag':
        list(FLAGS, iflag, 'input flag');
        break;
      case 'oflag':
        list(FLAGS, oflag, 'output flag');
        break;
      default:
        throw new Die(`unrecognized operand ${t.quote(o)}`, 1, true);
    }
  }
  if (bs !== undefined) ibs = obs = bs;
  const open = function* (name: string, flags: number, mode = 0): Task<number> {
    try {
      return yield* t.sys.open(name, flags, mode);
    } catch (e) {
      if (!isSysError(e)) throw e;
      throw new Die(`failed to open ${t.quoteaf(name)}: ${e.message}`);
    }
  };
  const ifd = input === undefined ? 0 : yield* open(input, O.RDONLY);
  let ofd = 1;
  const seekBytes = oflag.has('seek_bytes') ? seek : seek * obs;
  if (output !== undefined) {
    let flags: number = O.WRONLY;
    if (!conv.has('nocreat')) flags |= O.CREAT;
    if (conv.has('excl')) flags |= O.EXCL;
    if (oflag.has('append')) flags |= O.APPEND;
    else if (!conv.has('notrunc') && seek === 0) flags |= O.TRUNC;
    ofd = yield* open(output, flags, 0o666);
    if (seek > 0 && !conv.has('notrunc')) t.sys.ftruncate(ofd, seekBytes);
  }
  const begin = t.sys.monotonic_ns();
  let fullIn = 0;
  let partIn = 0;
  let fullOut = 0;
  let partOut = 0;
  let written = 0;
  const report = function* (): Task<void> {
    if (status === 'none') return;
    let text = `${fullIn}+${partIn} records in\n${fullOut}+${partOut} records out\n`;
    if (status !== 'noxfer') {
      const seconds = (t.sys.monotonic_ns() - begin) / 1e9;
      const si = human(written, 1000);
      const iec = human(written, 1024);
      const size = si === '' ? '' : iec === '' ? ` (${si})` : ` (${si}, ${iec})`;
      const rate = seconds > 0 ? written / seconds : Infinity;
      const speed = Number.isFinite(rate) ? `${human(rate, 1000) || `${formatFloat(rate, 'g', { flags: '', width: 0, precision: 2 })} B`}/s` : 'Infinity B/s';
      text += `${written} byte${written === 1 ? '' : 's'}${size} copied, ${formatFloat(seconds, 'g', { flags: '', width: 0, precision: 6 })} s, ${speed}\n`;
    }
    yield* writeText(t.sys, 2, text);
  };
  t.sys.sigaction(Signal.SIGUSR1, function* () {
    yield* report();
  });
  t.sys.sigaction(Signal.SIGINT, function* () {
    yield* report();
    t.sys.sigaction(Signal.SIGINT, 'default');
    t.sys.kill(t.sys.getpid(), Signal.SIGINT);
  });
  const ioError = (what: string, name: string | undefined, std: string, e: unknown): Die => {
    if (!isSysError(e)) throw e;
    return new Die(`error ${what} ${t.quoteaf(name ?? std)}: ${e.message}`);
  };
  const skipBytes = iflag.has('skip_bytes') ? skip : skip * ibs;
  if (skipBytes > 0) {
    try {
      t.sys.lseek(ifd, skipBytes, SEEK.CUR);
    } catch (e) {
      if (!isSysError(e)) throw e;
      for (let left = skipBytes; left > 0; ) {
        const block = yield* t.sys.read(ifd, Math.min(left, 65536));
        if (block.length === 0) break;
        left -= block.length;
      }
    }
  }
  if (seekBytes > 0) {
    try {
      t.sys.lseek(ofd, seekBytes, SEEK.CUR);
    } catch (e) {
      if (!isSysError(e)) throw e;
      throw new Die(`${t.quoteaf(output ?? 'standard output')}: cannot seek: ${e.message}`);
    }
  }
  let pending: Uint8Array = EMPTY;
  const emit = function* (block: Uint8Array): Task<void> {
    try {
      yield* writeAll(t.sys, ofd, block);
    } catch (e) {
      yield* report();
      throw ioError('writing', output, 'standard output', e);
    }
    written += block.length;
    if (block.length === obs) fullOut++;
    else partOut++;
  };
  let bytesLeft = iflag.has('count_bytes') ? count : Infinity;
  for (let n = 0; iflag.has('count_bytes') ? bytesLeft > 0 : n < count; n++) {
    const want = Math.min(ibs, bytesLeft);
    let block: Uint8Array;
    try {
      block = yield* t.sys.read(ifd, want);
      while (iflag.has('fullblock') && block.length > 0 && block.length < want) {
        const rest = yield* t.sys.read(ifd, want - block.length);
        if (rest.length === 0) break;
        block = concatBytes([block, rest]);
      }
    } catch (e) {
      const error = ioError('reading', input, 'standard input', e);
      if (!conv.has('noerror')) {
        yield* t.warn(error.message);
        yield* report();
        return 1;
      }
      break;
    }
    if (block.length === 0) break;
    bytesLeft -= block.length;
    if (block.length === ibs) fullIn++;
    else partIn++;
    if (t.sys.charge(block.length / 4 + 200)) yield* t.sys.schedYield();
    if (conv.has('sync') && block.length < ibs) {
      const padded = new Uint8Array(ibs);
      padded.set(block);
      block = padded;
    }
    if (conv.has('swab') || conv.has('lcase') || conv.has('ucase')) block = convert(block, conv);
    if (bs !== undefined) {
      yield* emit(block);
      continue;
    }
    pending = pending.length === 0 ? block : concatBytes([pending, block]);
    while (pending.length >= obs) {
      yield* emit(pending.subarray(0, obs));
      pending = pending.subarray(obs);
    }
  }
  if (pending.length > 0) yield* emit(pending);
  if (conv.has('fsync') || conv.has('fdatasync')) t.sys.fsync(ofd);
  if (output !== undefined && written === 0 && seek > 0 && !conv.has('notrunc')) t.sys.ftruncate(ofd, seekBytes);
  yield* report();
  return 0;
});

function convert(block: Uint8Array, conv: ReadonlySet<string>): Uint8Array {
  const out = block.slice();
  if (conv.has('swab')) for (let i = 0; i + 1 < out.length; i += 2) [out[i], out[i + 1]] = [out[i + 1]!, out[i]!];
  for (let i = 0; i < out.length; i++) {
    const c = out[i]!;
    if (conv.has('ucase') && c >= 97 && c <= 122) out[i] = c - 32;
    else if (conv.has('lcase') && c >= 65 && c <= 90) out[i] = c + 32;
  }
  return out;
}
