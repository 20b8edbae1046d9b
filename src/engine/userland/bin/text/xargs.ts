/** xargs: run commands with arguments from standard input (GNU findutils 4.9). */
import type { Task } from '../../../abi/sys.ts';
import { O } from '../../../abi/fs.ts';
import { isSysError } from '../../../abi/errno.ts';
import type { WaitStatus } from '../../../abi/process.ts';
import { decodeUtf8 } from '../../../base/bytes.ts';
import { execvp } from '../../libc/popen.ts';
import { readFd, readFile, writeText } from '../../libc/stdio.ts';
import { Die, Exit, tool, type Tool } from '../../libc/tool.ts';

const help = `Usage: % [OPTION]... COMMAND [INITIAL-ARGS]...
Run COMMAND with INITIAL-ARGS and more arguments that are read from standard input.

  -0, --null                   arguments end with NUL; quotes and backslash are ordinary
  -a, --arg-file=FILE          read the arguments from FILE
  -d, --delimiter=CHARACTER    arguments end with CHARACTER
  -E END                       stop at the argument END
  -I R                         replace R in INITIAL-ARGS by one line of input; one command a line
  -i, --replace[=R]            the same as -I R, R {} when left out
  -L, --max-lines=N            at most N lines of input a command
  -l[N]                        the same as -L N, N 1 when left out
  -n, --max-args=N             at most N arguments a command
  -o, --open-tty               standard input of COMMAND is /dev/tty
  -P, --max-procs=N            run up to N commands at once; 0 is as many as possible
  -p, --interactive            (not simulated)
  -r, --no-run-if-empty        run nothing when there are no arguments
  -s, --max-chars=N            at most N characters a command line
  -t, --verbose                print each command before it runs
  -x, --exit                   end when a command line would be too long
      --process-slot-var=NAME  (ignored)
      --show-limits            (ignored)
      --help                   show this text and exit
      --version                show the version and exit
`;

interface Item {
  readonly text: string;
  /** Was it the last of its line? */
  readonly endsLine: boolean;
}

/** Split input by blanks and newlines with quotes, as xargs does without -0 and -d. */
function words(text: string): { readonly items: Item[]; readonly error: string | undefined } {
  const items: Item[] = [];
  let current: string | undefined;
  let i = 0;
  const end = (endsLine: boolean): void => {
    if (current !== undefined) items.push({ text: current, endsLine });
    else if (endsLine && items.length > 0 && text[i - 1] !== ' ' && text[i - 1] !== '\t') {
      const last = items[items.length - 1]!;
      items[items.length - 1] = { text: last.text, endsLine: true };
    }
    current = undefined;
  };
  for (; i < text.length; i++) {
    const ch = text[i]!;
    if (ch === '\n') end(true);
    else if (ch === ' ' || ch === '\t') end(false);
    else if (ch === '"' || ch === "'") {
      const close = text.indexOf(ch, i + 1);
      const nl = text.indexOf('\n', i + 1);
      if (close < 0 || (nl >= 0 && nl < close)) {
        return { items, error: `unmatched ${ch === '"' ? 'double' : 'single'} quote; by default quotes are special to xargs unless you use the -0 option` };
      }
      current = (current ?? '') + text.slice(i + 1, close);
      i = close;
    } else if (ch === '\\' && i + 1 < text.length) current = (current ?? '') + text[++i];
    else current = (current ?? '') + ch;
  }
  end(true);
  return { items, error: undefined };
}

/** With -I each line is one argument; leading blanks go, quotes work. */
function lines(text: string): { readonly items: Item[]; readonly error: string | undefined } {
  const items: Item[] = [];
  for (const line of text.split('\n')) {
    const trimmed = line.replace(/^[ \t]+/, '');
    if (trimmed === '') continue;
    let out = '';
    for (let i = 0; i < trimmed.length; i++) {
      const ch = trimmed[i]!;
      if (ch === '"' || ch === "'") {
        const close = trimmed.indexOf(ch, i + 1);
        if (close < 0) return { items, error: `unmatched ${ch === '"' ? 'double' : 'single'} quote; by default quotes are special to xargs unless you use the -0 option` };
        out += trimmed.slice(i + 1, close);
        i = close;
      } else if (ch === '\\' && i + 1 < trimmed.length) out += trimmed[++i];
      else out += ch;
    }
    items.push({ text: out, endsLine: true });
  }
  return { items, error: undefined };
}

const ESC: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', f: '\f', v: '\v', a: '\x07', b: '\b', '0': '\0', '\\': '\\' };

/** Runs commands, up to `slots` at once. */
class Runner {
  private readonly t: Tool;
  private readonly slots: number;
  private readonly stdin: string;
  private readonly running = new Map<number, string>();
  status = 0;
  constructor(t: Tool, slots: number, stdin: string) {
    this.t = t;
    this.slots = slots;
    this.stdin = stdin;
  }
  *run(argv: readonly string[]): Task<void> {
    if (this.slots > 0 && this.running.size >= this.slots) yield* this.reap();
    const { t, stdin } = this;
    yield* t.out.flush();
    const pid = t.sys.fork(function* (sys) {
      try {
        const fd = yield* sys.open(stdin, O.RDONLY);
        sys.dup2(fd, 0);
        if (fd !== 0) sys.close(fd);
      } catch (e) {
        if (!isSysError(e)) throw e;
        sys.close(0);
      }
      const failed = yield* execvp(sys, argv, t.envp);
      yield* writeText(sys, 2, `${t.name}: ${t.quotef(argv[0]!)}: ${failed.message}\n`);
      return failed.status;
    });
    this.running.set(pid, argv[0]!);
    if (this.slots === 1) yield* this.reap();
  }
  *reap(): Task<void> {
    const r = yield* this.t.sys.wait4(-1);
    if (r === undefined) return;
    const name = this.running.get(r.pid);
    if (name === undefined) return;
    this.running.delete(r.pid);
    yield* this.judge(r.status, name);
  }
  *finish(): Task<void> {
    while (this.running.size > 0) yield* this.reap();
  }
  private *judge(s: WaitStatus, name: string): Task<void> {
    const { t } = this;
    if (s.kind === 'signaled') {
      yield* t.warn(`${name}: terminated by signal ${s.signal}`);
      throw new Exit(125);
    }
    if (s.kind !== 'exited' || s.code === 0) return;
    if (s.code === 255) {
      yield* t.warn(`${name}: exited with status 255; aborting`);
      throw new Exit(124);
    }
    if (s.code === 126 || s.code === 127) throw new Exit(s.code);
    this.status = 123;
  }
}

export const xargs = tool({ name: 'xargs', help, version: 'xargs (GNU findutils) 4.9.0', support: { level: 'partial', note: '-p is not simulated.' } }, function* (t): Task<number> {
  let delimiter: string | undefined;
  let file: string | undefined;
  let eofWord: string | undefined;
  let replace: string | undefined;
  let maxArgs = Infinity;
  let maxLines = Infinity;
  let maxChars = 131072;
  let procs = 1;
  let noEmpty = false;
  let trace = false;
  let openTty = false;
  let mustFit = false;
  const number = (text: string, option: string, min: number): number => {
    if (!/^[-+]?\d+$/.test(text)) throw new Die(`invalid number "${text}" for -${option} option`, 1, true);
    if (Number(text) < min) throw new Die(`value ${text} for -${option} option should be >= ${min}`, 1, true);
    return Number(text);
  };
  const long = {
    null: '0', 'arg-file': 'a:', delimiter: 'd:', eof: 'e::', replace: 'i::', 'max-lines': 'l::', 'max-args': 'n:', 'open-tty': 'o', interactive: 'p', 'no-run-if-empty': 'r',
    'max-chars': 's:', verbose: 't', 'show-limits': 'ignore', exit: 'x', 'max-procs': 'P:', 'process-slot-var': 'ignore:',
  };
  const command = yield* t.options('+0a:E:e::i::I:l::L:n:prs:txP:d:o', long, ({ key, arg, has }) => {
    switch (key) {
      case '0':
        delimiter = '\0';
        break;
      case 'd': {
        const m = /^\\(?:x([0-9a-fA-F]{1,2})|([0-7]{1,3})|(.))$/.exec(arg);
        const ch = m === null ? arg : m[1] !== undefined ? String.fromCharCode(parseInt(m[1], 16)) : m[2] !== undefined ? String.fromCharCode(parseInt(m[2], 8)) : ESC[m[3]!];
        if (ch === undefined || ch.length !== 1) throw new Die(`Invalid input delimiter specification ${arg}: the delimiter must be either a single character or an escape sequence starting with \\.`, 1);
        delimiter = ch;
        break;
      }
      case 'a':
        file = arg;
        break;
      case 'E':
      case 'e':
        eofWord = has && arg !== '' ? arg : undefined;
        break;
      case 'I':
      case 'i':
        replace = has ? arg : '{}';
        maxArgs = Infinity;
        maxLines = Infinity;
        break;
      case 'L':
      case 'l':
        maxLines = has ? number(arg, key, 1) : 1;
        maxArgs = Infinity;
        replace = undefined;
        break;
      case 'n':
        maxArgs = number(arg, 'n', 1);
        maxLines = Infinity;
        if (maxArgs === 1 && replace !== undefined) maxArgs = Infinity;
        else replace = undefined;
        break;
      case 'o':
        openTty = true;
        break;
      case 'r':
        noEmpty = true;
        break;
      case 's':
        maxChars = number(arg, 's', 1);
        break;
      case 't':
        trace = true;
        break;
      case 'x':
        mustFit = true;
        break;
      case 'P':
        procs = number(arg, 'P', 0);
        break;
      case 'p':
        throw new Die('glasshull: xargs -p is not simulated', 1);
      default:
    }
  });
  const argv = command.length === 0 ? ['echo'] : command;
  let bytes: Uint8Array;
  try {
    bytes = file === undefined || file === '-' ? yield* readFd(t.sys, 0) : yield* readFile(t.sys, file);
  } catch (e) {
    if (!isSysError(e)) throw e;
    throw new Die(`Cannot open input file ${t.quote(file ?? '-')}: ${e.message}`);
  }
  const input = decodeUtf8(bytes);
  let items: Item[];
  let error: string | undefined;
  if (delimiter !== undefined) {
    const parts = input.split(delimiter);
    if (parts[parts.length - 1] === '') parts.pop();
    items = parts.map((text) => ({ text, endsLine: true }));
  } else ({ items, error } = replace === undefined ? words(input) : lines(input));
  if (eofWord !== undefined && delimiter === undefined) {
    const at = items.findIndex((i) => i.text === eofWord);
    if (at >= 0) {
      items = items.slice(0, at);
      error = undefined;
    }
  }
  const runner = new Runner(t, procs, openTty ? '/dev/tty' : file === undefined ? '/dev/null' : '/dev/stdin');
  const start = function* (args: readonly string[]): Task<void> {
    if (trace) yield* writeText(t.sys, 2, `${args.map((a) => t.quotef(a)).join(' ')}\n`);
    yield* runner.run(args);
  };
  if (replace !== undefined) {
    for (const item of items) yield* start(argv.map((a, i) => (i === 0 && argv.length > 1 && !a.includes(replace!) ? a : a.replaceAll(replace!, item.text))));
  } else {
    const base = argv.reduce((n, a) => n + a.length + 1, 0);
    let batch: string[] = [];
    let size = base;
    let lineCount = 0;
    for (const item of items) {
      if (base + item.text.length + 1 > maxChars) throw new Die(mustFit || batch.length === 0 ? 'argument line too long' : 'argument list too long', 1);
      if (batch.length > 0 && (batch.length >= maxArgs || size + item.text.length + 1 > maxChars)) {
        yield* start([...argv, ...batch]);
        batch = [];
        size = base;
        lineCount = 0;
      }
      batch.push(item.text);
      size += item.text.length + 1;
      if (item.endsLine && ++lineCount >= maxLines) {
        yield* start([...argv, ...batch]);
        batch = [];
        size = base;
        lineCount = 0;
      }
    }
    if (error === undefined && (batch.length > 0 || (items.length === 0 && !noEmpty))) yield* start([...argv, ...batch]);
  }
  yield* runner.finish();
  if (error !== undefined) throw new Die(error, 1);
  return runner.status;
});

