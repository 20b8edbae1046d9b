/** read: a line into variables, split at IFS. */
import type { Task } from '../../../abi/sys.ts';
import { isSysError } from '../../../abi/errno.ts';
import { POLL } from '../../../abi/process.ts';
import { LFLAG, type Termios } from '../../../abi/tty.ts';
import { concatBytes, decodeUtf8 } from '../../../base/bytes.ts';
import { readUntil } from '../exec/input.ts';
import { runPendingTraps } from '../exec/traps.ts';
import type { Ifs } from '../expand/fields.ts';
import { isName, setVariable } from '../state/assign.ts';
import { ExitShell } from '../state/errors.ts';
import type { Shell } from '../state/shell.ts';
import { readline } from '../../readline/api.ts';
import type { Builtin } from './table.ts';
import { options } from './util.ts';

const NEWLINE = 10;

interface Plan {
  readonly fd: number;
  readonly raw: boolean;
  readonly delimiter: number;
  /** -n: at most so many characters. */
  readonly count: number | undefined;
  /** -N: exactly so many, whatever they are. */
  readonly exact: boolean;
  /** Monotonic time at which to give up. */
  readonly deadline: number | undefined;
}

function* read(sh: Shell, argv: readonly string[]): Task<number> {
  const o = options(sh, argv, sh.bash ? 'ersa:d:i:n:N:p:t:u:' : sh.dialect === 'ash' ? 'rsd:n:p:t:u:' : 'rp:');
  if (typeof o === 'number') {
    if (!sh.bash) throw new ExitShell(2);
    return o;
  }
  if (!sh.bash && o.rest.length === 0 && sh.dialect === 'dash') {
    sh.fail('arg count');
    throw new ExitShell(2);
  }
  for (const name of o.rest) if (!/^[A-Za-z_]\w*(\[[^]*\])?$/.test(name)) return sh.fail(sh.bash ? `\`${name}': not a valid identifier` : `${name}: bad variable name`);
  const number = (letter: string): number | undefined => (o.values.has(letter) ? Number(o.values.get(letter)) : undefined);
  const timeout = number('t');
  if (timeout !== undefined && (Number.isNaN(timeout) || timeout < 0)) return sh.fail(`${o.values.get('t')!}: invalid timeout specification`);
  const count = number('N') ?? number('n');
  if (count !== undefined && (!Number.isInteger(count) || count < 0)) return sh.fail(`${o.values.get('N') ?? o.values.get('n')!}: invalid number`);
  const fd = number('u') ?? 0;
  if (!Number.isInteger(fd)) return sh.fail(`${o.values.get('u')!}: invalid file descriptor specification`);
  if (fd !== 0) {
    try {
      sh.sys.getfl(fd);
    } catch (e) {
      if (!isSysError(e)) throw e;
      return sh.fail(`${fd}: invalid file descriptor: ${e.message}`);
    }
  }
  if (timeout === 0) {
    const [events] = yield* sh.sys.poll([{ fd, events: POLL.IN }], 0);
    return (events! & (POLL.IN | POLL.HUP)) !== 0 ? 0 : 1;
  }
  const d = o.values.get('d');
  const plan: Plan = {
    fd,
    raw: o.flags.has('r'),
    delimiter: d === undefined ? NEWLINE : d === '' ? 0 : d.charCodeAt(0),
    count,
    exact: o.values.has('N'),
    deadline: timeout === undefined ? undefined : sh.sys.monotonic_ns() + timeout * 1e9,
  };
  const tty = terminal(sh, fd);
  if (o.flags.has('e') && tty !== undefined && sh.bash) return yield* edited(sh, o.values.get('p') ?? '', o.values.get('i') ?? '', plan, o.rest, o.values.get('a'));
  if (tty !== undefined && o.values.has('p')) sh.print(o.values.get('p')!, 2);
  yield* sh.flush();
  const mode = tty === undefined ? undefined : inputMode(tty, o.flags.has('s'), plan);
  if (mode !== undefined) sh.sys.ioctl(fd, 'TCSETS', mode);
  let got: { text: string; status: number };
  try {
    got = yield* collect(sh, plan);
  } catch (e) {
    if (!isSysError(e)) throw e;
    return sh.fail(sh.bash ? `read error: ${fd}: ${e.message}` : e.message);
  } finally {
    if (mode !== undefined) sh.sys.ioctl(fd, 'TCSETS', tty!);
  }
  return store(sh, got.text, got.status, plan, o.rest, o.values.get('a'));
}

function* edited(sh: Shell, prompt: string, initial: string, plan: Plan, names: readonly string[], array: string | undefined): Task<number> {
  yield* sh.flush();
  const r = yield* readline(sh.sys, { fd: plan.fd, outFd: 2, prompt, history: sh.history, initial });
  if (r.kind === 'interrupted') return 130;
  return store(sh, r.kind === 'line' ? r.line : '', r.kind === 'eof' ? 1 : 0, plan, names, array);
}

function terminal(sh: Shell, fd: number): Termios | undefined {
  try {
    return sh.sys.ioctl(fd, 'TCGETS', undefined);
  } catch (e) {
    if (isSysError(e)) return undefined;
    throw e;
  }
}

function inputMode(t: Termios, silent: boolean, plan: Plan): Termios | undefined {
  let lflag = t.lflag;
  if (silent) lflag &= ~LFLAG.ECHO;
  const chars = plan.count !== undefined || plan.delimiter !== NEWLINE;
  if (chars) lflag &= ~LFLAG.ICANON;
  return lflag === t.lflag ? undefined : { ...t, lflag, cc: chars ? { ...t.cc, min: 1, time: 0 } : t.cc };
}

/** Read until the delimiter, the count, the deadline or the end. Escaped characters come as U+F0000 + code, so that IFS does not split them. */
function* collect(sh: Shell, plan: Plan): Task<{ text: string; status: number }> {
  let text = '';
  if (plan.count === 0) return { text, status: 0 };
  // Whole lines at once where nothing asks for single characters.
  if (plan.count === undefined && plan.deadline === undefined) {
    for (;;) {
      const data = yield* interruptible(sh, () => readUntil(sh, plan.fd, plan.delimiter));
      if (data === undefined) return { text, status: 128 + 2 };
      const ended = data.length > 0 && data[data.length - 1] === plan.delimiter;
      let part = decodeUtf8(data, 0, ended ? data.length - 1 : data.length).replace(/\0/g, '');
      if (plan.raw) return { text: text + part, status: ended ? 0 : 1 };
      const continued = ended && plan.delimiter === NEWLINE && /(?:^|[^\\])(?:\\\\)*\\$/.test(part);
      if (continued) part = part.slice(0, -1);
      text += unescape(part);
      if (!continued) return { text, status: ended ? 0 : 1 };
    }
  }
  let bytes: Uint8Array[] = [];
  let n = 0;
  let escaped = false;
  const chars = (): string => decodeUtf8(concatBytes(bytes));
  for (;;) {
    if (plan.deadline !== undefined) {
      const left = plan.deadline - sh.sys.monotonic_ns();
      const ready = left <= 0 ? [0] : yield* interruptible(sh, () => sh.sys.poll([{ fd: plan.fd, events: POLL.IN }], left));
      if (ready === undefined) return { text: text + chars(), status: 130 };
      if (ready[0] === 0) return { text: text + chars(), status: 142 };
    }
    const data = yield* interruptible(sh, () => sh.sys.read(plan.fd, 1));
    if (data === undefined) return { text: text + chars(), status: 130 };
    if (data.length === 0) return { text: text + chars(), status: 1 };
    const b = data[0]!;
    if (escaped) {
      escaped = false;
      if (b === NEWLINE) continue;
      text += chars() + String.fromCodePoint(0xf0000 + b);
      bytes = [];
      n++;
    } else if (b === plan.delimiter && !plan.exact) return { text: text + chars(), status: 0 };
    else if (b === 92 && !plan.raw) {
      escaped = true;
      continue;
    } else if (b !== 0) {
      bytes.push(data);
      if ((b & 0xc0) !== 0x80) n++;
      if (b >= 0xc0) continue;
    }
    if (plan.count !== undefined && n >= plan.count && complete(bytes)) return { text: text + chars(), status: 0 };
  }
}

/** Is the last character whole? */
function complete(bytes: readonly Uint8Array[]): boolean {
  let need = 0;
  for (let i = bytes.length - 1, have = 0; i >= 0; i--, have++) {
    const b = bytes[i]![0]!;
    if ((b & 0xc0) === 0x80) continue;
    need = b >= 0xf0 ? 3 : b >= 0xe0 ? 2 : b >= 0xc0 ? 1 : 0;
    return have >= need;
  }
  return true;
}

/** A call that a signal may interrupt: traps run and it is made again; undefined when the shell itself was interrupted. */
function* interruptible<T>(sh: Shell, call: () => Task<T>): Task<T | undefined> {
  for (;;) {
    try {
      return yield* call();
    } catch (e) {
      if (!isSysError(e, 'EINTR')) throw e;
      sh.checkInterrupt();
      yield* runPendingTraps(sh);
    }
  }
}

function unescape(s: string): string {
  return s.includes('\\') ? s.replace(/\\([^])/g, (_, c: string) => String.fromCodePoint(0xf0000 + c.charCodeAt(0))) : s;
}

function plain(s: string): string {
  return s.replace(/[\u{f0000}-\u{fffff}]/gu, (c) => String.fromCharCode(c.codePointAt(0)! - 0xf0000));
}

function store(sh: Shell, text: string, status: number, plan: Plan, names: readonly string[], array: string | undefined): number {
  const set = (name: string, value: string): void => setVariable(sh, name, value);
  if (array !== undefined) {
    if (!isName(array)) return sh.fail(`\`${array}': not a valid identifier`);
    sh.setArray(array, splitAll(text, sh.ifs).map(plain));
    return status;
  }
  if (names.length === 0) {
    set('REPLY', plain(text));
    return status;
  }
  if (plan.exact) {
    names.forEach((n, i) => set(n, i === 0 ? plain(text) : ''));
    return status;
  }
  const parts = splitInto(text, names.length, sh.ifs);
  names.forEach((n, i) => set(n, plain(parts[i] ?? '')));
  return status;
}

/** Split into at most `n` fields, the last with what is left. */
function splitInto(text: string, n: number, ifs: Ifs): string[] {
  const { white, other } = ifs;
  const isWhite = (c: string | undefined): boolean => c !== undefined && white.includes(c);
  const isOther = (c: string | undefined): boolean => c !== undefined && other.includes(c);
  const out: string[] = [];
  let i = 0;
  while (isWhite(text[i])) i++;
  while (out.length < n - 1 && i < text.length) {
    const start = i;
    while (i < text.length && !isWhite(text[i]) && !isOther(text[i])) i++;
    out.push(text.slice(start, i));
    while (isWhite(text[i])) i++;
    if (isOther(text[i])) {
      i++;
      while (isWhite(text[i])) i++;
    }
  }
  if (out.length === n - 1) {
    let rest = text.slice(i);
    let end = rest.length;
    while (end > 0 && isWhite(rest[end - 1])) end--;
    rest = rest.slice(0, end);
    // One trailing separator belongs to the field before it, unless there are more fields than names.
    if (rest !== '' && isOther(rest[rest.length - 1])) {
      const body = rest.slice(0, -1).replace(new RegExp(`[${white === '' ? '' : ' \\t\\n'}]+$`), '');
      if (![...body].some((c) => isOther(c) || isWhite(c))) rest = body;
    }
    out.push(rest);
  }
  return out;
}

function splitAll(text: string, ifs: Ifs): string[] {
  const out = splitInto(text, Infinity, ifs);
  return out;
}

export const readBuiltins: Record<string, Builtin> = {
  read: { run: read, usage: '[-ers] [-a array] [-d delim] [-i text] [-n nchars] [-N nchars] [-p prompt] [-t timeout] [-u fd] [name ...]', about: 'Read a line and split it into variables.' },
};

